import { expect, it } from 'vitest'
import { healthOf } from './hook-health.ts'

it.each([
  ['active', 0, 'active'],
  ['active', 1, 'last_refused'],
  ['active', 2, 'last_refused'],
  ['active', 3, 'failing'],
  ['revoked', 3, 'revoked'],
] as const)('a hook that is %s, with %i calls refused in a row, is %s', (status, refusedInARow, health) => {
  expect(healthOf({ status, obstacle: null, refusedInARow })).toBe(health)
})

it('a hook that cannot write is not called active, though nobody has called it since', () => {
  const hook = { status: 'active', obstacle: 'hook_without_right', refusedInARow: 0 } as const
  expect(healthOf(hook)).toBe('blocked')
  expect(healthOf({ ...hook, status: 'revoked', obstacle: null })).toBe('revoked')
})
