import { expect, test } from 'vitest'
import { countWords, isWord, pieces } from './words.ts'

test.each([
  ['Chinese and Japanese by the letter, as word processors count', '今天天气很好。', 6],
  ['Japanese with its long vowels and piled marks', 'サーバー、か\u3099', 3],
  ['letters of other scripts between them as words', '我用 iPhone 15拍照', 6],
  ['Korean by its blanks', '안녕하세요 세계', 2],
  ['Thai by its dictionary', 'ภาษาไทยง่าย', 3],
  ['Khmer by its dictionary', 'ខ្ញុំស្រឡាញ់អ្នក', 3],
  ['Thai with a hyphen, which is none', 'สวัสดี-ครับ', 2],
  ['Thai between others', 'I say สวัสดีครับ twice', 5],
  ['Hindi', 'हिन्दी में क्ष', 3],
  ['Persian, half blanks within words', 'می\u200cخواهم بروم', 2],
  ['Hebrew with its own quotation marks', 'צה״ל וצ׳ק', 2],
  ['emoji are none', '👩‍👩‍👧 👍🏽', 0],
])('%s', (_name, text, count) => {
  expect(countWords(text)).toBe(count)
  expect(pieces(text).filter(isWord)).toHaveLength(count)
  expect(pieces(text).join('')).toBe(text)
})
