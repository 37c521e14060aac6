/** The frames of Hocuspocus's protocol, as far as our transport looks into them. */
import { createDecoder, hasContent, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { type Doc, encodeStateVector } from 'yjs'

/** The numbers of Hocuspocus 4's `MessageType`; those of y-websocket are among them. */
export const frame = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  close: 7,
  syncStatus: 8,
} as const

/** The parts of a sync frame, as y-protocols numbers them: what I have, what you lack, what is new. */
export const sync = { step1: 0, step2: 1, update: 2 } as const

/** The parts of `PermissionDenied` and `Authenticated` within an auth frame. */
export const auth = { token: 0, permissionDenied: 1, authenticated: 2 } as const

/** Whether a frame that no channel takes is of a kind that clients send, and can be read to its end. */
export function isUnderstood(type: number, body: Uint8Array): boolean {
  try {
    const decoder = createDecoder(body)
    switch (type) {
      case frame.auth:
        if (readVarUint(decoder) !== auth.token) return false
        readVarString(decoder)
        // Newer clients add their version.
        if (hasContent(decoder)) readVarString(decoder)
        return true
      case frame.stateless:
        readVarString(decoder)
        return true
      default:
        return type === frame.queryAwareness || type === frame.close
    }
  } catch {
    return false
  }
}

export interface Frame {
  address: string
  type: number
  /** What comes after the type. */
  body: Uint8Array
}

export function readFrame(bytes: Uint8Array): Frame {
  const decoder = createDecoder(bytes)
  const address = readVarString(decoder)
  const type = readVarUint(decoder)
  return { address, type, body: bytes.subarray(decoder.pos) }
}

/** Whether a frame tells a client that it is not let in. */
export function isRefusal({ type, body }: Frame): boolean {
  return type === frame.auth && body[0] === auth.permissionDenied
}

export function writeFrame(address: string, type: number, body: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeVarUint(encoder, type)
  writeUint8Array(encoder, body)
  return toUint8Array(encoder)
}

/** What every frame of this address begins with. In memory of its own: a slice of Node's pool keeps the whole pool. */
export function prefixOf(address: string): Buffer {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  return Buffer.from(toUint8Array(encoder).buffer)
}

/** The frame that a connection opens with. */
export function authFrame(address: string, token: string): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, auth.token)
  writeVarString(encoder, token)
  return writeFrame(address, frame.auth, toUint8Array(encoder))
}

/** Tells a writer whether an update was taken. True is the promise that it is on the disk. */
export function syncStatusFrame(address: string, taken: boolean): Uint8Array {
  return writeFrame(address, frame.syncStatus, Uint8Array.of(taken ? 1 : 0))
}

/** Gives a client what it lacks. */
export function answerFrame(address: string, update: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeVarUint(encoder, frame.sync)
  writeVarUint(encoder, sync.step2)
  writeVarUint(encoder, update.byteLength)
  // It may be the whole of a large document: copied once.
  return Buffer.concat([toUint8Array(encoder), update])
}

/** Tells where somebody is. */
export function awarenessFrame(address: string, update: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, update.byteLength)
  writeUint8Array(encoder, update)
  return writeFrame(address, frame.awareness, toUint8Array(encoder))
}

/** Asks a client for everything that the document lacks. */
export function questionFrame(address: string, document: Doc): Uint8Array {
  const vector = encodeStateVector(document)
  const encoder = createEncoder()
  writeVarUint(encoder, sync.step1)
  writeVarUint(encoder, vector.byteLength)
  writeUint8Array(encoder, vector)
  return writeFrame(address, frame.sync, toUint8Array(encoder))
}
