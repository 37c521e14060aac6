import { applySnapshot } from '@quillwire/core/documents/apply-stored'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createStateCache } from './state-cache.ts'

function stored(text: string) {
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, text)
  return Y.encodeStateAsUpdate(ydoc)
}

const textOf = (state: Uint8Array) => {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, state)
  return ydoc.getText('title').toString()
}

test('a document that was just loaded is handed on as it was stored', () => {
  const document = new Y.Doc()
  const stateCache = createStateCache(document)
  const state = stored('plum')
  applySnapshot(document, state)
  stateCache.loadedFrom(state)
  expect(stateCache.state()).toBe(state)
})

test('what comes in is in the state, also between loading and opening', () => {
  const document = new Y.Doc()
  const stateCache = createStateCache(document)
  const state = stored('plum')
  applySnapshot(document, state)
  document.getText('title').insert(4, 's')
  stateCache.loadedFrom(state)
  expect(textOf(stateCache.state())).toBe('plums')
  document.getText('title').insert(5, '!')
  expect(textOf(stateCache.state())).toBe('plums!')
  expect(stateCache.state()).toBe(stateCache.state())
})
