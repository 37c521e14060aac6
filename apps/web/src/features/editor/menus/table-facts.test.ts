import { documentExtensions } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { tableAround } from './table-facts.ts'

const schema = getSchema(documentExtensions())
const cell = (type: 'tableCell' | 'tableHeader', text: string) => ({
  type,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})
const row = (...content: unknown[]) => ({ type: 'tableRow', content })
const before = { type: 'paragraph', content: [{ type: 'text', text: 'before' }] }

function factsAt(text: string, rows: unknown[]) {
  const doc = schema.nodeFromJSON({ type: 'doc', content: [before, { type: 'table', content: rows }] })
  return tableAround(EditorState.create({ doc, selection: TextSelection.create(doc, positionOf(doc, text)) }))
}

function positionOf(doc: Node, text: string): number {
  let found = 0
  doc.descendants((node, position) => {
    if (node.text === text) found = position
  })
  return found
}

test('a table is found around the caret, and whether its first row is a header row and holds the caret', () => {
  const rows = [row(cell('tableHeader', 'name')), row(cell('tableCell', 'Ada'))]
  expect(factsAt('before', rows)).toBeNull()
  expect(factsAt('name', rows)).toEqual({ position: 8, hasHeaderRow: true, inHeaderRow: true })
  expect(factsAt('Ada', rows)).toEqual({ position: 8, hasHeaderRow: true, inHeaderRow: false })
})

test('a row with one header at its side is no header row', () => {
  const rows = [row(cell('tableHeader', 'Ada'), cell('tableCell', 'writes'))]
  expect(factsAt('writes', rows)).toMatchObject({ hasHeaderRow: false, inHeaderRow: false })
})
