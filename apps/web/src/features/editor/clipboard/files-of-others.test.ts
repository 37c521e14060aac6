import { expect, test } from 'vitest'
import { isFileOfAnother } from './files-of-others.ts'

test.each([
  ['/api/v1/documents/there/files/1', true],
  ['https://quillwire.example/api/v1/documents/there/files/1', true],
  ['/api/v1/documents/here/files/1', false],
  ['https://elsewhere.example/api/v1/documents/there/files/1', false],
  ['https://elsewhere.example/cat.png', false],
  ['/icon.svg', false],
  ['https://', false],
])('“%s” is another document’s: %s', (src, expected) => {
  expect(isFileOfAnother(src, 'here', 'https://quillwire.example')).toBe(expected)
})
