import { expect, test } from 'vitest'
import { differenceOf } from './text-difference.ts'

test.each([
  ['', 'Plan', { at: 0, removed: 0, inserted: 'Plan' }],
  ['Plan', 'Plan', { at: 4, removed: 0, inserted: '' }],
  ['Launch plan', 'Launch of the plan', { at: 7, removed: 0, inserted: 'of the ' }],
  ['Launch plan', 'plan', { at: 0, removed: 7, inserted: '' }],
  ['Plan 🚀', 'Plan 🚁', { at: 5, removed: 2, inserted: '🚁' }],
])('between %j and %j one piece differs', (before, after, difference) => {
  const got = differenceOf(before, after)
  expect(got.removed).toBe(difference.removed)
  expect(got.inserted).toHaveLength(difference.inserted.length)
  expect(before.slice(0, got.at) + got.inserted + before.slice(got.at + got.removed)).toBe(after)
})

test('among equal letters, the caret tells which one was typed or deleted', () => {
  expect(differenceOf('all', 'alll', 2)).toEqual({ at: 1, removed: 0, inserted: 'l' })
  expect(differenceOf('all', 'alll', 4)).toEqual({ at: 3, removed: 0, inserted: 'l' })
  expect(differenceOf('alll', 'all', 1)).toEqual({ at: 1, removed: 1, inserted: '' })
})

test('a caret elsewhere does not make the piece larger', () => {
  expect(differenceOf('the plan', 'a plan', 6)).toEqual({ at: 0, removed: 3, inserted: 'a' })
})
