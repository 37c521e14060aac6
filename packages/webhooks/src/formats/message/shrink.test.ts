import { expect, test } from 'vitest'
import { sampleOf } from '../testing/sample-of.ts'
import type { Message } from './message.ts'
import { withinBytes } from './shrink.ts'
import { toMessage } from './to-message.ts'

const small = toMessage(sampleOf('document.saved'))
const large: Message = {
  ...small,
  quote: 'quote '.repeat(50),
  text: '✓'.repeat(2000),
  changes: Array.from({ length: 10 }, () => ({ label: 'Added', before: null, after: 'x'.repeat(160) })),
}

test('a message that fits stays as it is', () => {
  expect(withinBytes(large, 28_000, (message) => message)).toBe(large)
})

test.each([8000, 6000, 3000, 1000, 600, 520])('in %i bytes it says what it can', (limit) => {
  const built = withinBytes(large, limit, (message) => message)
  expect(Buffer.byteLength(JSON.stringify(built))).toBeLessThanOrEqual(limit)
  expect(built.title).toBe(large.title)
  expect(built.changes.length + built.moreChanges).toBe(10)
})

test('as many changes stay as have room', () => {
  const { changes, moreChanges } = withinBytes({ ...large, text: null }, 1500, (message) => message)
  expect([changes.length, moreChanges]).toEqual([2, 8])
})

test('the title is sent even where nothing fits', () => {
  expect(withinBytes(large, 1, ({ title }) => title)).toBe(large.title)
})
