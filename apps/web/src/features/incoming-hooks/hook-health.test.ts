import { expect, it } from 'vitest'
import { healthOf } from './hook-health.ts'

it.each([
  ['active', 0, 'active'],
  ['active', 1, 'last_refused'],
  ['active', 2, 'last_refused'],
  ['active', 3, 'failing'],
  ['revoked', 3, 'revoked'],
] as const)('a hook that is %s, with %i calls refused in a row, is %s', (status, refusedInARow, health) => {
  expect(healthOf({ status, refusedInARow })).toBe(health)
})
