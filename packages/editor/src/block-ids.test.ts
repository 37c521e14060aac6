import { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { StepMap } from '@tiptap/pm/transform'
import { expect, test, vi } from 'vitest'
import { documentExtensions } from './document-extensions.ts'

const editor = new Editor({
  element: null,
  extensions: documentExtensions(),
  content: { type: 'doc', content: [{ type: 'paragraph' }] },
})
const { schema } = editor
const { plugins } = editor.extensionManager

const line = (text: string, id: string | null = null) =>
  schema.node('paragraph', { id }, text ? schema.text(text) : undefined)
const stateOf = (...lines: Node[]) => EditorState.create({ doc: schema.node('doc', null, lines), plugins })
const idsOf = (state: EditorState): unknown[] => state.doc.children.map(({ attrs }) => attrs.id)
const MANY = 500
const many = (id?: string) =>
  Array.from({ length: MANY }, (_, index) => line(`Line ${index}`, id && id + index))

/** How many steps the transaction takes in all, with those that plugins add. */
function stepsOf(state: EditorState, transaction: Transaction) {
  const applied = state.applyTransaction(transaction)
  return {
    state: applied.state,
    added: applied.transactions.slice(1).flatMap(({ steps }) => steps).length,
  }
}

test('each of many lines that are pasted gets an id, all of them in one step', () => {
  const before = stateOf(line('First', 'a'), line('', 'b'), line('Last', 'c'))
  const { state, added } = stepsOf(before, before.tr.insert(7, many()))
  const ids = idsOf(state)
  expect(ids).toHaveLength(MANY + 3)
  expect(new Set(ids).size).toBe(MANY + 3)
  expect(ids).not.toContain(null)
  expect([ids[0], ...ids.slice(-2)]).toEqual(['a', 'b', 'c'])
  expect(added).toBe(1)
})

test('many lines that are made bold are not compared with each other', () => {
  const before = stateOf(...many('a'))
  const bold = before.tr.addMark(0, before.doc.content.size, schema.mark('bold'))
  expect(bold.steps).toHaveLength(MANY)
  const mapped = vi.spyOn(StepMap.prototype, 'map')
  const { state, added } = stepsOf(before, bold)
  expect(mapped.mock.calls.length).toBeLessThan(10 * MANY)
  expect(idsOf(state)).toEqual(idsOf(before))
  expect(added).toBe(0)
})

test('when a line is broken, the first part that has text keeps the id', () => {
  const split = (position: number) => {
    const before = stateOf(line('Words', 'a'), line('Last', 'b'))
    return before.apply(before.tr.split(position))
  }
  const atStart = idsOf(split(1))
  expect(atStart.slice(1)).toEqual(['a', 'b'])
  expect(atStart[0]).not.toBe('a')
  const inside = idsOf(split(3))
  expect([inside[0], inside[2]]).toEqual(['a', 'b'])
  expect(inside[1]).not.toBe('a')
})

test('when part of a line is dragged away, the part that stayed keeps the id', () => {
  const before = stateOf(line('First', 'a'), line('Second', 'b'), line('Last', 'c'))
  const { content } = before.doc.slice(0, 'First'.length + 4)
  const moved = before.apply(before.tr.delete(0, 'First'.length + 2).insert(0, content))
  expect(moved.doc.children.map(({ textContent }) => textContent)).toEqual(['First', 'S', 'Second', 'Last'])
  const ids = idsOf(moved)
  expect([ids[0], ...ids.slice(2)]).toEqual(['a', 'b', 'c'])
  expect(ids[1]).not.toBe('b')
})

test('empty lines that are the whole document become headings when all are selected', () => {
  const lines = stateOf(line('', 'a'), line('', 'b'))
  const before = lines.apply(lines.tr.setSelection(TextSelection.create(lines.doc, 1, 3)))
  const after = before.apply(before.tr.setBlockType(1, 3, schema.nodes.heading as never, { level: 2 }))
  expect(after.doc.children.map(({ type }) => type.name)).toEqual(['heading', 'heading'])
  expect(new Set(idsOf(after)).size).toBe(2)
})
