import { EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { markdownToJson } from './markdown/index.ts'
import { schema } from './schema.ts'

test('what is typed after a link, or before one, is no part of it', () => {
  const doc = schema.nodeFromJSON(markdownToJson('[notes](https://example.com)'))
  const typed = (position: number, text: string) => {
    const state = EditorState.create({ doc, selection: TextSelection.create(doc, position) })
    const linked: [string, boolean][] = []
    state.tr.insertText(text).doc.descendants((node) => {
      if (node.isText) linked.push([node.text ?? '', node.marks.some(({ type }) => type.name === 'link')])
    })
    return linked
  }
  expect(typed(6, ' and more')).toEqual([
    ['notes', true],
    [' and more', false],
  ])
  expect(typed(1, 'See ')).toEqual([
    ['See ', false],
    ['notes', true],
  ])
  expect(typed(3, 'x')).toEqual([['noxtes', true]])
})
