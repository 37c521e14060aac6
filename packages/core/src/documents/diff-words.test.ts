import { countWords, pieces } from '@quillwire/editor'
import { expect, test } from 'vitest'
import { diffWords } from './diff-words.ts'

const sum = (before: string, after: string) => {
  const { words, characters } = diffWords(before, after)
  return [words.added, words.removed, characters.added, characters.removed]
}

test.each([
  ['', 'one two', 2, 0, 7, 0],
  ['one two', '', 0, 2, 0, 7],
  ['same', 'same', 0, 0, 0, 0],
  ['hel', 'hello', 1, 1, 2, 0],
  ['The launch is in March.', 'The launch is on 3 March.', 2, 1, 4, 2],
  ['a b c d e f', 'x b c d e y', 2, 2, 2, 2],
  ['a b c', 'b c d', 1, 1, 2, 2],
  ['one, two', 'one; two', 0, 0, 1, 1],
  ['Grüße 日本', 'Grüße, 日本!', 0, 0, 2, 0],
  // Emoji that share their first UTF-16 unit are compared whole.
  ['a 👍', 'a 👎', 0, 0, 2, 2],
  ['会议在三月。', '会议在明年三月。', 2, 0, 2, 0],
])('%j to %j', (before, after, ...expected) => {
  expect(sum(before, after)).toEqual(expected)
})

test('what was added less what was removed is the difference in length, whatever the texts', () => {
  let state = 7
  const next = (bound: number) => {
    state = (state * 48271) % 2147483647
    return state % bound
  }
  const text = () =>
    Array.from({ length: next(40) }, () => ['a', 'b', 'cc', ' ', '. ', 'é', '会', 'ตาก', 'ลม'][next(9)]).join(
      '',
    )
  for (let round = 0; round < 500; round++) {
    const [before, after] = [text(), text()]
    const { words, characters } = diffWords(before, after)
    expect(characters.added - characters.removed).toBe(after.length - before.length)
    expect(words.added - words.removed).toBe(countWords(after) - countWords(before))
    expect(pieces(before).join('')).toBe(before)
  }
})

// Searching for the minimal difference would take hours.
test('texts of a hundred thousand words that share nothing are counted', () => {
  const [a, b] = ['old ', 'new '].map((word) => word.repeat(100_000))
  expect(sum(a ?? '', b ?? '')).toEqual([100_000, 100_000, expect.any(Number), expect.any(Number)])
  expect(sum('', '!'.repeat(1_000_000))).toEqual([0, 0, 1_000_000, 0])
})
