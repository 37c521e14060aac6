import { expect, test } from 'vitest'
import { wholeAddress } from './typed-links.ts'

test.each([
  ['https://example.com/a', 'https://example.com/a'],
  [' example.com/a ', 'https://example.com/a'],
  ['mailto:ada@example.com', 'mailto:ada@example.com'],
  ['/d/01a2', '/d/01a2'],
  ['', null],
  ['javascript:alert(1)', null],
])('“%s” leads to %s', (typed, address) => {
  expect(wholeAddress(typed)).toBe(address)
})
