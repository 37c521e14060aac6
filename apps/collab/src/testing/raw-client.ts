/** A client that can send anything, also what no well-behaved library would send. */
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { WebSocket } from 'ws'
import { authFrame, frame, readFrame, sync, writeFrame } from '../transport/frames.ts'

export interface RawClient {
  socket: WebSocket
  send(bytes: Uint8Array): void
  /** A sync frame with this update. */
  update(update: Uint8Array): void
  /** What the server has sent since the beginning. */
  received: { type: number; body: Uint8Array }[]
  acknowledgements(): number
  refusals(): string[]
  /** How often the server asked for what is missing. */
  questions(): number
  closed: Promise<{ code: number; reason: string }>
}

/** @param query of the server's address, with the question mark. */
export async function openRawClient(
  base: string,
  documentId: string,
  token: string,
  query = '',
): Promise<RawClient> {
  const socket = new WebSocket(`${base}/collab${query}`)
  socket.binaryType = 'nodebuffer'
  const received: RawClient['received'] = []
  const closed = new Promise<{ code: number; reason: string }>((done) =>
    socket.once('close', (code, reason) => done({ code, reason: reason.toString() })),
  )
  socket.on('error', () => {})
  socket.on('message', (data: Buffer) => {
    const { type, body } = readFrame(new Uint8Array(data))
    received.push({ type, body })
  })
  await new Promise((done) => socket.once('open', done))
  const send = (bytes: Uint8Array) => socket.readyState === socket.OPEN && socket.send(bytes)
  send(authFrame(documentId, token))
  return {
    socket,
    send,
    received,
    closed,
    update: (update) => send(updateFrame(documentId, update)),
    acknowledgements: () =>
      received.filter(({ type, body }) => type === frame.syncStatus && body[0] === 1).length,
    refusals: () =>
      received.flatMap(({ type, body }) => {
        if (type !== frame.auth) return []
        const decoder = createDecoder(body)
        return readVarUint(decoder) === 1 ? [readVarString(decoder)] : []
      }),
    questions: () =>
      received.filter(({ type, body }) => type === frame.sync && body[0] === sync.step1).length,
  }
}

export function updateFrame(address: string, update: Uint8Array, part: number = sync.update): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, part)
  writeVarUint8Array(encoder, update)
  return writeFrame(address, frame.sync, toUint8Array(encoder))
}

/** The updates that a server sent to a client, as Yjs takes them. */
export function updatesOf(client: RawClient): Uint8Array[] {
  return client.received
    .filter(({ type, body }) => type === frame.sync && body[0] !== sync.step1)
    .map(({ body }) => readVarUint8Array(createDecoder(body.subarray(1))))
}
