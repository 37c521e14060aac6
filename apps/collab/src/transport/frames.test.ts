import { expect, test } from 'vitest'
import { prefixOf } from './frames.ts'

test('what a connection keeps of its address is a few bytes, and not a slice that keeps the whole pool', () => {
  const prefix = prefixOf('0191d7a0-0000-7000-8000-000000000000')
  expect(prefix.buffer.byteLength).toBe(prefix.byteLength)
})
