import { expect, test } from 'vitest'
import { personInput } from './person-input.ts'

test('a name is one line, and does not change the direction of surrounding text', () => {
  expect(personInput({ name: '  Ada \n Lovelace\u0007 ' }).name).toBe('Ada Lovelace')
  expect(personInput({ name: '\u202egnp.ada\u2066' }).name).toBe('gnp.ada')
  expect(personInput({ name: 'שרה \u200f(כהן)' }).name).toBe('שרה \u200f(כהן)')
  expect(personInput({ name: '👩‍🚀 می‌خواهم' }).name).toBe('👩‍🚀 می‌خواهم')
})

test.each(['', ' ', '\u200b', '\u202e\u2069', '\u3164', '\u0301'])(
  'a name %j has nothing visible',
  (name) => {
    expect(() => personInput({ name })).toThrow(expect.objectContaining({ code: 'name_missing' }))
  },
)
