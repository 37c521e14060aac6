import { countWords, documentExtensions } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { countText } from './count-text.ts'

const schema = getSchema(documentExtensions())
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })
const text = (words: string) => ({ type: 'text', text: words })
const doc = schema.nodeFromJSON({
  type: 'doc',
  content: [
    paragraph(text('One'), { type: 'hardBreak' }, text('two')),
    {
      type: 'bulletList',
      content: [
        { type: 'listItem', content: [paragraph(text('three'))] },
        { type: 'listItem', content: [paragraph(text('four')), paragraph(text('five'))] },
      ],
    },
    { type: 'horizontalRule' },
    { type: 'paragraph' },
  ],
})
const countedWhole = (node: Node) => ({
  words: countWords(node.textBetween(0, node.content.size, ' ', ' ')),
  characters: node.textBetween(0, node.content.size, undefined, ' ').length,
})

test('block by block there are as many words as in the whole', () => {
  expect(countText(doc)).toEqual({ words: 5, characters: 'One two'.length + 'threefourfive'.length + 1 })
  expect(countText(doc)).toEqual(countedWhole(doc))
})

test('what is written is counted', () => {
  const changed = EditorState.create({ doc }).tr.insertText('teen and', 4 + 1 + 3).doc
  expect(countText(changed)).toEqual(countedWhole(changed))
  expect(countText(changed).words).toBe(6)
})
