import { expect, test } from 'vitest'
import { looksLikeMarkdown } from './pasted-markdown.ts'

test.each([
  ['# A heading'],
  ['Hello,\n- one\n- two'],
  ['1. first\n2. second'],
  ['- [ ] open'],
  ['> said'],
  ['Run this:\n```sh\nls\n```'],
  ['a | b\n--- | ---\n1 | 2'],
  ['| a | b |\n|:--|--:|\n| 1 | 2 |'],
  ['See [the notes](https://example.com/notes).'],
])('%j is Markdown', (text) => {
  expect(looksLikeMarkdown(text, true)).toBe(true)
})

test.each([
  ['Two lines\nof plain text'],
  ['2*3*4 and snake_case_names'],
  ['#hashtag, -1 and >'],
  ['In 2024. And then'],
  ['Best,\n--\nAda'],
  ['f(a)[0](b c)'],
  ['>>> print(1)'],
  ['https://example.com/#a'],
  ['  indented\n\tcode'],
])('%j is not', (text) => {
  expect(looksLikeMarkdown(text, true)).toBe(false)
})

test('a line that goes into a sentence is a piece of it', () => {
  expect(looksLikeMarkdown('- 3 or more', false)).toBe(false)
  expect(looksLikeMarkdown('- 3 or more\n- 4', false)).toBe(true)
  expect(looksLikeMarkdown('[notes](https://example.com)', false)).toBe(true)
})
