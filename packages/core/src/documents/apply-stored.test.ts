import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyRows, applySnapshot } from './apply-stored.ts'

/** A document written letter by letter, with deletions in it: each edit's update, and the state at its end. */
function written() {
  const ydoc = new Y.Doc()
  const rows: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => rows.push(update))
  const text = ydoc.getText('text')
  for (const letter of 'red plums') text.insert(text.length, letter)
  text.delete(0, 4)
  ydoc.getMap('map').set('colour', new Y.Text('blue'))
  ydoc.getMap('map').set('colour', 'green')
  return { rows, state: Y.encodeStateAsUpdate(ydoc), structs: structsOf(ydoc) }
}

function listened() {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  return { ydoc, updates, text: ydoc.getText('text') }
}

const structsOf = (ydoc: Y.Doc) => [...ydoc.store.clients.values()].map((structs) => structs.length)

test('a snapshot is there whole, takes as little room as it did, and emits no update', () => {
  const { state, structs } = written()
  const { ydoc, updates, text } = listened()
  applySnapshot(ydoc, state)
  expect(text.toString()).toBe('plums')
  expect(Y.encodeStateAsUpdate(ydoc)).toEqual(state)
  expect(structsOf(ydoc)).toEqual(structs)
  expect(updates).toEqual([])
})

test('rows are there whole, take no more room than what was written at once, and emit no update', () => {
  const { rows, state, structs } = written()
  const { ydoc, updates } = listened()
  applyRows(ydoc, rows)
  expect(Y.encodeStateAsUpdate(ydoc)).toEqual(state)
  expect(structsOf(ydoc)).toEqual(structs)
  expect(updates).toEqual([])
})

test('a snapshot with rows that delete what it holds takes no more room than what is left', () => {
  const { state } = written()
  const { ydoc, text } = listened()
  const other = new Y.Doc()
  Y.applyUpdate(other, state)
  const before = Y.encodeStateVector(other)
  other.getText('text').delete(0, 5)
  applyRows(ydoc, [state, Y.encodeStateAsUpdate(other, before)])
  expect(text.toString()).toBe('')
  expect(Y.encodeStateAsUpdate(ydoc)).toEqual(Y.encodeStateAsUpdate(other))
})

test('a snapshot is not searched for what was deleted, and rows are', () => {
  const { rows, state } = written()
  const searched = { snapshot: 0, rows: 0 }
  const counting = (name: keyof typeof searched) =>
    new Y.Doc({
      gcFilter: () => {
        searched[name] += 1
        return true
      },
    })
  applySnapshot(counting('snapshot'), state)
  applyRows(counting('rows'), rows)
  expect(searched).toEqual({ snapshot: 0, rows: expect.any(Number) })
  expect(searched.rows).toBeGreaterThan(0)
})

test('whoever loads a document writes in nobody else’s name', () => {
  const { state } = written()
  const [writer = 0] = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state)).keys()
  for (const apply of [applySnapshot, (ydoc: Y.Doc, all: Uint8Array) => applyRows(ydoc, [all])]) {
    const ydoc = new Y.Doc()
    ydoc.clientID = writer
    apply(ydoc, state)
    expect(ydoc.clientID).not.toBe(writer)
  }
})

test('each edit after that emits its update', () => {
  const { rows, state } = written()
  const { ydoc, updates, text } = listened()
  applyRows(ydoc, rows)
  applySnapshot(ydoc, state)
  text.insert(5, '!')
  expect(updates).toHaveLength(1)
  const other = new Y.Doc()
  for (const update of [state, ...updates]) Y.applyUpdate(other, update)
  expect(other.getText('text').toString()).toBe('plums!')
})

test('so does the next edit after a row that cannot be read', () => {
  const { ydoc, updates, text } = listened()
  expect(() => applyRows(ydoc, [Uint8Array.of(255, 255, 255)])).toThrow()
  text.insert(0, 'a')
  expect(updates).toHaveLength(1)
})
