import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { loadQuietly } from './load-quietly.ts'

function stored() {
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, 'plums')
  ydoc.getText('text').delete(4, 1)
  return Y.encodeStateAsUpdate(ydoc)
}

function listened() {
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => updates.push(update))
  return { document, updates, text: document.getText('text') }
}

test('what is loaded is there whole, and emits no update', async () => {
  const { document, updates, text } = listened()
  const state = stored()
  await loadQuietly(document, async () => Y.applyUpdate(document, state, 'load'))
  expect(text.toString()).toBe('plum')
  expect(Y.encodeStateAsUpdate(document)).toEqual(state)
  expect(updates).toEqual([])
})

test('what comes in from elsewhere during loading emits an update, and so does each edit after it', async () => {
  const { document, updates, text } = listened()
  const state = stored()
  const other = new Y.Doc()
  await loadQuietly(document, async () => {
    other.getText('title').insert(0, 'Fruit')
    Y.applyUpdate(document, Y.encodeStateAsUpdate(other))
    Y.applyUpdate(document, state, 'load')
  })
  text.insert(4, 's')
  expect(updates).toHaveLength(2)
  for (const update of updates) Y.applyUpdate(other, update)
  Y.applyUpdate(other, state)
  expect(other.getText('text').toString()).toBe('plums')
})

test('if loading fails, the next transaction emits its update like any other', async () => {
  const { document, updates, text } = listened()
  await expect(loadQuietly(document, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  document.transact(() => text.insert(0, 'a'), 'load')
  expect(updates).toHaveLength(1)
})
