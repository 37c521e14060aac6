import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createTooLargeFrames } from './too-large-frames.ts'

/** A text of which the first half arrived, and a socket on which the document is said to be full. */
function fullDocument() {
  const ydoc = new Y.Doc({ gc: false })
  const text = ydoc.getText()
  text.insert(0, 'Arrived. ')
  const arrived = Y.encodeStateVector(ydoc)
  const frames = createTooLargeFrames({ ydoc, onHeldBack() {}, onChanged() {} })
  const sent: Uint8Array[] = []
  const socket = Object.assign(new EventTarget(), {
    send: (data: Uint8Array<ArrayBuffer>) => void sent.push(data),
  })
  frames.watch(socket)
  frames.full()
  return { text, socket, sent, answer: () => frameOf(1, Y.encodeStateAsUpdate(ydoc, arrived)) }
}

/** A frame of the sync protocol: 0 asks, 1 answers, 2 is an update. */
function frameOf(type: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder()
  writeVarString(encoder, 'document')
  writeVarUint(encoder, 0)
  writeVarUint(encoder, type)
  writeVarUint8Array(encoder, content)
  return toUint8Array(encoder)
}

test('an answer to a full document comes without the letters that were taken back', () => {
  const { text, socket, sent, answer } = fullDocument()
  text.insert(9, 'Much too much. Little.')
  text.delete(9, 15)
  socket.send(answer())
  const words = new TextDecoder().decode(sent[0])
  expect(words).toContain('Little.')
  expect(words).not.toContain('Much too much.')
})

test('an answer with nothing of which to free it is sent as it is, without a copy of the whole document', () => {
  const { text, socket, sent, answer } = fullDocument()
  text.insert(9, 'More.')
  // This was there before: the server has it.
  text.delete(0, 3)
  const frame = answer()
  socket.send(frame)
  expect(sent[0]).toBe(frame)
})

test('what is no answer is sent as it is, a sign of life of a single byte as well', () => {
  const { text, socket, sent, answer } = fullDocument()
  text.insert(9, 'Much too much.')
  text.delete(9, 14)
  const frames = [new Uint8Array([10]), frameOf(2, answer())]
  for (const frame of frames) socket.send(frame)
  expect(sent).toEqual(frames)
})
