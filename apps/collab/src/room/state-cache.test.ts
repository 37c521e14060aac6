import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { loadQuietly } from '../document/load-quietly.ts'
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

const load = (document: Y.Doc, state: Uint8Array) =>
  loadQuietly(document, async () => Y.applyUpdate(document, state, 'load'))

test('a document that was just loaded is handed on as it was stored', async () => {
  const document = new Y.Doc()
  const stateCache = createStateCache(document)
  const state = stored('plum')
  await load(document, state)
  stateCache.loadedFrom(state)
  expect(stateCache.state()).toBe(state)
})

test('what comes in is in the state, also between loading and opening', async () => {
  const document = new Y.Doc()
  const stateCache = createStateCache(document)
  const state = stored('plum')
  await load(document, state)
  document.getText('title').insert(4, 's')
  stateCache.loadedFrom(state)
  expect(textOf(stateCache.state())).toBe('plums')
  document.getText('title').insert(5, '!')
  expect(textOf(stateCache.state())).toBe('plums!')
  expect(stateCache.state()).toBe(stateCache.state())
})
