import { expect, test } from 'vitest'
import { oneLine } from './one-line.ts'

test.each([
  [' Two \n\t lines ', 'Two lines'],
  ['Invoice \u202egnp.exe', 'Invoice gnp.exe'],
  ['one \u202e \u0007 blank', 'one blank'],
  ['\u2067open\u0000\u0007', 'open'],
  ['می‌خواهم 👩‍🚀 שלום\u200f!', 'می‌خواهم 👩‍🚀 שלום\u200f!'],
])('%j on one line', (text, line) => {
  expect(oneLine(text)).toBe(line)
})
