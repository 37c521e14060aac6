import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentChannel } from './document-channel.ts'
import { createUpdateBatch } from './update-batch.ts'

const channel = {} as DocumentChannel // only handed through

/** What one edit of a document is on the wire. */
function edit(document: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
  const before = Y.encodeStateVector(document)
  document.transact(() => change(document.getText('title')))
  return Y.encodeStateAsUpdate(document, before)
}

/** A document on the server, and a writer who has it. */
function shared(text: string) {
  const server = new Y.Doc()
  server.getText('title').insert(0, text)
  const writer = new Y.Doc()
  Y.applyUpdate(writer, Y.encodeStateAsUpdate(server))
  return { server, writer }
}

test('keystrokes that follow each other share a batch, of one writer and of several', () => {
  const { server, writer } = shared('plum')
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(server))
  const batch = createUpdateBatch(server)
  const updates = [
    edit(writer, (text) => text.insert(4, 's')),
    edit(other, (text) => text.insert(0, 'ripe ')),
    edit(writer, (text) => text.insert(5, '!')),
    edit(writer, (text) => text.delete(0, 1)),
  ]
  for (const update of updates) expect(batch.add(update, channel)).toBe(true)
  expect(batch.empty().map(({ update }) => update)).toEqual(updates)
  expect(batch.size).toBe(0)
})

test('an update of one writer may build on what another one brought a moment before', () => {
  const { server, writer } = shared('plum')
  const batch = createUpdateBatch(server)
  const first = edit(writer, (text) => text.insert(4, 's'))
  const reader = new Y.Doc()
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(writer))
  const second = edit(reader, (text) => text.insert(5, '!'))
  expect(batch.add(second, channel)).toBe(false)
  expect(batch.add(first, channel)).toBe(true)
  expect(batch.add(second, channel)).toBe(true)
})

test('what is already here, leaves a gap, or cannot be read goes into no batch', () => {
  const { server, writer } = shared('plum')
  const batch = createUpdateBatch(server)
  const lost = edit(writer, (text) => text.insert(4, 's'))
  const later = edit(writer, (text) => text.insert(5, '!'))
  expect(batch.add(later, channel)).toBe(false)
  expect(batch.add(Y.encodeStateAsUpdate(writer), channel)).toBe(false)
  expect(batch.add(Y.mergeUpdates([lost, edit(new Y.Doc(), (text) => text.insert(0, 'x'))]), channel)).toBe(
    false,
  )
  expect(batch.add(lost.subarray(0, -3), channel)).toBe(false)
  expect(batch.add(Uint8Array.of(9, 9, 9), channel)).toBe(false)
  expect(batch.size).toBe(0)
  Y.applyUpdate(server, lost)
  expect(batch.add(lost, channel)).toBe(false)
  expect(batch.add(later, channel)).toBe(true)
})

test('an update in the second format goes into no batch: it reads like deletions of nothing', () => {
  const writer = new Y.Doc()
  writer.getText('body').insert(0, 'plum')
  const batch = createUpdateBatch(new Y.Doc())
  expect(batch.add(Y.encodeStateAsUpdateV2(writer), channel)).toBe(false)
})

test('deletions go into a batch only if what they delete is here', () => {
  const { server, writer } = shared('plum')
  const batch = createUpdateBatch(server)
  edit(writer, (text) => text.insert(4, 's'))
  const deletion = edit(writer, (text) => text.delete(3, 2))
  expect(batch.add(deletion, channel)).toBe(false)
})

test('a large update is no keystroke', () => {
  const { server, writer } = shared('plum')
  const update = edit(writer, (text) => text.insert(0, 'x'.repeat(10_000)))
  expect(createUpdateBatch(server).add(update, channel)).toBe(false)
})
