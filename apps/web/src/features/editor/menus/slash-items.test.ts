import { documentExtensions, markdownToJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState, Selection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { matchingItems } from './slash-items.ts'

const schema = getSchema(documentExtensions())

function titlesAtStart(query: string, markdown: string): string[] {
  const doc = schema.nodeFromJSON(markdownToJson(markdown))
  const state = EditorState.create({ doc, selection: Selection.atStart(doc) })
  return matchingItems(query, state).map(({ title }) => title)
}

test('blocks are found by their name, and by what others call them', () => {
  expect(titlesAtStart('head', '')).toEqual(['Heading 1', 'Heading 2', 'Heading 3'])
  expect(titlesAtStart('HR', '')).toEqual(['Divider'])
  expect(titlesAtStart('no such', '')).toEqual([])
})

test('a table is not offered in a table', () => {
  expect(titlesAtStart('table', '')).toEqual(['Table'])
  expect(titlesAtStart('table', '| a |\n| - |\n| b |')).toEqual([])
})
