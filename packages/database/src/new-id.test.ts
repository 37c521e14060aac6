import { expect, test } from 'vitest'
import { newId } from './new-id.ts'

test('keys are UUIDs of version 7, all different, in the order in which they were made', () => {
  const before = Date.now()
  const ids = Array.from({ length: 5000 }, newId)
  const after = Date.now()
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
  // The first 48 bits are the time in ms; a counter that overflows may run ahead by a little.
  const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
  expect(Math.min(...times)).toBeGreaterThanOrEqual(before)
  expect(Math.max(...times)).toBeLessThanOrEqual(after + 10)
})
