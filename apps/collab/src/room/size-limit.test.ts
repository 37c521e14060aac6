import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createSizeLimit } from './size-limit.ts'

/** A document on the server that takes what fits, and a writer of it. */
function limited(documentBytes: number) {
  const server = new Y.Doc()
  const writer = new Y.Doc()
  const fits = createSizeLimit(server, documentBytes)
  const offer = (update: Uint8Array) => {
    const taken = fits(update)
    if (taken) Y.applyUpdate(server, update)
    return taken
  }
  const edit = (change: (text: Y.Text) => void) => {
    const before = Y.encodeStateVector(writer)
    writer.transact(() => change(writer.getText('title')))
    return Y.encodeStateAsUpdate(writer, before)
  }
  return { server, offer, edit }
}

test('a document grows to its limit and not beyond it', () => {
  const { server, offer, edit } = limited(10_000)
  let taken = 0
  while (offer(edit((text) => text.insert(text.length, 'x'.repeat(100))))) taken += 1
  expect(taken).toBeGreaterThan(90)
  expect(Y.encodeStateAsUpdate(server).byteLength).toBeLessThanOrEqual(10_000)
})

test('a full document still takes updates that only delete', () => {
  const { server, offer, edit } = limited(10_000)
  expect(offer(edit((text) => text.insert(0, 'x'.repeat(9000))))).toBe(true)
  expect(offer(edit((text) => text.insert(0, 'x'.repeat(5000))))).toBe(false)
  // The end of this range was not taken: only the writer has it.
  expect(offer(edit((text) => text.delete(5000, 9000)))).toBe(true)
  expect(server.getText('title').length).toBe(0)
})
