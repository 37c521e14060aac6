import { documentExtensions, markdownToJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { textOfSlice } from './copied-text.ts'

const schema = getSchema(documentExtensions())
const document = (markdown: string) => schema.nodeFromJSON(markdownToJson(markdown))

/** What is copied from the first letter of one word to the last one of another. */
function copied(doc: Node, first: string, last = first): string {
  let [from, to] = [0, 0]
  doc.descendants((node, position) => {
    if (!node.isText || !node.text) return
    if (node.text.includes(first)) from = position + node.text.indexOf(first)
    if (node.text.includes(last)) to = position + node.text.indexOf(last) + last.length
  })
  return textOfSlice(doc.slice(from, to, true))
}

test('what is copied as text has the signs of its lists and the cells of its tables', () => {
  const doc = document(
    '# Plan\n\nSome **bold**\\\nwords\n\n- one\n  - inner\n- two\n\n3. third\n4. fourth\n\n- [x] done\n- [ ] open\n\n' +
      '> said\n>\n> twice\n\n```\na\n\n  b\n```\n\n| c | d |\n| - | - |\n| e<br>f | g |\n\n---\n\n![A cat](/cat.png)\n\nEnd',
  )
  expect(textOfSlice(doc.slice(0, doc.content.size))).toBe(
    'Plan\n\nSome bold\nwords\n\n- one\n  - inner\n- two\n\n3. third\n4. fourth\n\n- [x] done\n- [ ] open\n\n' +
      '> said\n> \n> twice\n\na\n\n  b\n\nc\td\ne f\tg\n\n---\n\nA cat\n\nEnd',
  )
})

test('words within one block are copied without the signs of the block', () => {
  const doc = document('- one thing\n- another\n\n> said\n\n| a | b |\n| - | - |\n| c | d |')
  expect(copied(doc, 'thing')).toBe('thing')
  expect(copied(doc, 'said')).toBe('said')
  expect(copied(doc, 'c')).toBe('c')
  expect(copied(doc, 'thing', 'another')).toBe('- thing\n- another')
})
