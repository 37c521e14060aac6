/** The frames of Hocuspocus's protocol, as far as our transport looks into them. */
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'

/** The numbers of Hocuspocus 4's `MessageType`. */
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

/** The parts of `PermissionDenied` and `Authenticated` within an auth frame. */
export const auth = { token: 0, permissionDenied: 1, authenticated: 2 } as const

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

export function writeFrame(address: string, type: number, body: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, address)
  writeVarUint(encoder, type)
  writeUint8Array(encoder, body)
  return toUint8Array(encoder)
}

/** The frame that a connection opens with. */
export function authFrame(address: string, token: string): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, auth.token)
  writeVarString(encoder, token)
  return writeFrame(address, frame.auth, toUint8Array(encoder))
}

/** Whether the frame tells a writer that an update was taken: the promise that waits for the commit. */
export function isAcknowledgement(bytes: Uint8Array): boolean {
  // A frame of this type is its address and two one-byte numbers: most frames are told by length and end alone.
  if (bytes.at(-1) !== 1 || bytes.at(-2) !== frame.syncStatus) return false
  const { type, body } = readFrame(bytes)
  return type === frame.syncStatus && body.length === 1
}
