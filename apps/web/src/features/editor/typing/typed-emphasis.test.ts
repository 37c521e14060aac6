import { expect, test } from 'vitest'
import { typedMark } from './typed-emphasis.ts'

test.each([
  ['bold', '这是**重点**', '重点'],
  ['bold', '중요**강조 말**', '강조 말'],
  ['bold', '注意：**a b**', 'a b'],
  ['italic', 'これは*強調*', '強調'],
  ['strike', '𠮷~~野~~', '野'],
  ['bold', 'word**bold**', undefined],
  ['bold', '这是 **重点**', undefined],
  ['bold', '这是** 重点**', undefined],
  ['italic', '这是**重点*', undefined],
  ['italic', '三*四', undefined],
] as const)('%s in %s', (name, text, marked) => {
  expect(typedMark(name, text)?.replaceWith).toBe(marked)
})
