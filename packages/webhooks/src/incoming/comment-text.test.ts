import { expect, test } from 'vitest'
import { commentText } from './comment-text.ts'

test.each([
  ['**a** `b` ~~c~~', 'a b c'],
  ['[a](https://x.example/1) <https://x.example/2>', 'a (https://x.example/1) https://x.example/2'],
  ['# a\n\nb\\\nc', 'a\n\nb\nc'],
  ['- a\n- b\n\n  more', '- a\n- b\n  more'],
  ['3. a\n4. b\n   - c', '3. a\n4. b\n   - c'],
  ['- [ ] a\n- [x] b', '[ ] a\n[x] b'],
  ['> a\n>\n> b', '> a\n> \n> b'],
  ['| a | b |\n| - | - |\n| c | d |', 'a | b\nc | d'],
  ['a\n\n---\n\nb', 'a\n\n—\n\nb'],
  ['![a](/b.png)\n\n![](/c.png)', 'a /b.png\n\n/c.png'],
  ['```css\na {\n}\n```', 'a {\n}'],
])('%j becomes a comment that reads %j', (markdown, text) => {
  expect(commentText(markdown)).toBe(text)
})
