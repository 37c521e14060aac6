import { expect, test } from 'vitest'
import { fileSize } from './wording.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [48_213, '48.2 kB'],
  [5_242_880, '5.24 MB'],
  [2_000_000_000, '2 GB'],
])('a file of %i bytes has %s', (bytes, size) => {
  expect(fileSize(bytes)).toBe(size)
})
