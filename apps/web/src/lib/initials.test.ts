import { expect, test } from 'vitest'
import { initialsOf } from './initials.ts'

test.each([
  ['Ada Lovelace King', 'AL'],
  ['ada', 'A'],
  ['田中 花子', '田花'],
  ['👩‍🚀 Sally', '👩‍🚀S'],
  ['🇨🇭🇯🇵', '🇨🇭'],
  ['𠮷野', '𠮷'],
  ['e\u0301lodie', 'E\u0301'],
  ['', ''],
])('the initials of %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
