import { expect, test } from 'vitest'
import { losesRights, mayChange, rolesToGive } from './member-rights.ts'

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

test('a change needs confirmation if somebody loses what they made, or documents', () => {
  expect(losesRights('admin', 'member')).toBe(true)
  expect(losesRights('owner', 'guest')).toBe(true)
  expect(losesRights('owner', 'admin')).toBe(false)
  expect(losesRights('member', 'guest')).toBe(true)
  expect(losesRights('guest', 'member')).toBe(false)
})
