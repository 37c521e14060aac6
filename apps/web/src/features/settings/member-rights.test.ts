import { expect, test } from 'vitest'
import { mayChange, rolesToGive, stopsEndpoints } from './member-rights.ts'

test('an admin is offered neither to change an owner nor to make one', () => {
  expect(mayChange('admin', 'owner')).toBe(false)
  expect(mayChange('admin', 'admin')).toBe(true)
  expect(rolesToGive('admin')).not.toContain('owner')
})

test('an owner is offered everything, a member nothing', () => {
  expect(mayChange('owner', 'owner')).toBe(true)
  expect(rolesToGive('owner')).toContain('owner')
  expect(mayChange('member', 'guest')).toBe(false)
})

test('endpoints stop with the right to manage them', () => {
  expect(stopsEndpoints('admin', 'member')).toBe(true)
  expect(stopsEndpoints('owner', 'guest')).toBe(true)
  expect(stopsEndpoints('owner', 'admin')).toBe(false)
  expect(stopsEndpoints('member', 'guest')).toBe(false)
})
