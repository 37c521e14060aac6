import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { coversState, markOf } from './state-fingerprint.ts'

function copyOf(ydoc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc))
  return copy
}

test('a copy that has missed an insertion or a deletion is behind, one that has more is not', () => {
  const ydoc = new Y.Doc()
  const text = ydoc.getText('a')
  text.insert(0, 'one two three four')
  text.delete(3, 1)
  const behind = copyOf(ydoc)
  expect(coversState(markOf(behind), markOf(ydoc))).toBe(true)

  text.delete(8, 3)
  expect(coversState(markOf(behind), markOf(ydoc))).toBe(false)
  expect(coversState(markOf(ydoc), markOf(behind))).toBe(true)
  Y.applyUpdate(behind, Y.encodeStateAsUpdate(ydoc))
  expect(coversState(markOf(behind), markOf(ydoc))).toBe(true)

  text.insert(0, 'zero ')
  expect(coversState(markOf(behind), markOf(ydoc))).toBe(false)
  behind.getText('a').insert(0, 'own ')
  expect(coversState(markOf(behind), markOf(ydoc))).toBe(false)
  Y.applyUpdate(behind, Y.encodeStateAsUpdate(ydoc))
  expect(coversState(markOf(behind), markOf(ydoc))).toBe(true)
})

test('the fingerprint changes with a deletion', () => {
  const ydoc = new Y.Doc()
  ydoc.getText('a').insert(0, 'abc')
  const before = markOf(ydoc)
  expect(markOf(copyOf(ydoc))).toEqual(before)
  ydoc.getText('a').delete(0, 1)
  expect(markOf(ydoc)).not.toEqual(before)
})
