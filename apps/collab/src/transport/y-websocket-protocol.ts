/**
 * The y-websocket protocol on the same documents. Its frames are Hocuspocus's without the address in front, so frames
 * are translated in both directions around the same wire. It has no acknowledgements and no stateless messages: those
 * frames end here.
 */
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { auth, frame, readFrame } from './frames.ts'
import type { Wire } from './websocket-wire.ts'

/** y-protocols: an auth message with the reason, which the client logs. */
const PERMISSION_DENIED = 0

/** A wire for frames with addresses that speaks y-websocket to the client behind it. */
export function speakYWebsocket(wire: Wire): Wire {
  return {
    get unread() {
      return wire.unread
    },
    send(bytes) {
      const { translation, refusal } = translate(bytes)
      const isHeard = translation !== undefined && wire.send(translation)
      if (refusal !== undefined) wire.close(codeOf(refusal), refusal)
      return isHeard
    },
    close: (code, reason) => wire.close(code, reason),
    terminate: () => wire.terminate(),
  }
}

const TRY_AGAIN_LATER = 1013
/** The codes from which y-websocket's client learns that it should not come back unchanged. */
const TICKET_EXPIRED = 4401
const FORBIDDEN = 4403

/** A temporary condition is no reason to stay away: y-websocket's client comes back after every code but 44xx. */
function codeOf(refusal: string): number {
  if (refusal === 'unavailable' || refusal.startsWith('too_many_')) return TRY_AGAIN_LATER
  return refusal === 'ticket_expired' ? TICKET_EXPIRED : FORBIDDEN
}

/** A client's frame as Hocuspocus takes it. */
export function fromYWebsocket(prefix: Uint8Array, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([prefix, bytes])
}

interface Translation {
  translation?: Uint8Array
  /** If set, the client is closed with this reason. */
  refusal?: string
}

/** The frame translated last: a broadcast sends the same bytes to one client after another. */
let known: { bytes: Uint8Array; is: Translation } | undefined

function translate(bytes: Uint8Array): Translation {
  if (known?.bytes !== bytes) known = { bytes, is: translation(bytes) }
  return known.is
}

function translation(bytes: Uint8Array): Translation {
  const { type, body } = readFrame(bytes)
  if (type === frame.sync || type === frame.syncReply) return { translation: withType(frame.sync, body) }
  if (type === frame.awareness) return { translation: withType(frame.awareness, body) }
  if (type === frame.auth) return refusal(body)
  if (type === frame.close) return { refusal: readVarString(createDecoder(body)) }
  return {}
}

function refusal(body: Uint8Array): Translation {
  const decoder = createDecoder(body)
  if (readVarUint(decoder) !== auth.permissionDenied) return {}
  const reason = readVarString(decoder)
  const encoder = createEncoder()
  writeVarUint(encoder, frame.auth)
  writeVarUint(encoder, PERMISSION_DENIED)
  writeVarString(encoder, reason)
  return { translation: toUint8Array(encoder), refusal: reason }
}

function withType(type: number, body: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, type)
  writeUint8Array(encoder, body)
  return toUint8Array(encoder)
}
