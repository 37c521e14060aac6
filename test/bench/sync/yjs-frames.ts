/**
 * The frames of a writer, made by hand: with a Y.Doc for each of hundreds of writers, the load generator would do more
 * work than the server. Each edit inserts a text with the time into the Y.Text `title`, after the writer's last edit.
 */
import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import type { Protocol } from './workload.ts'

const CONTENT_STRING = 4
const HAS_ORIGIN = 0x80
/** A stamp is a mark and twelve digits of microseconds. It is found in any frame, whatever it was merged with. */
export const marks = { edit: '@', cursor: '~' } as const
/** Takes the place of a mark if the time is not to be read. */
const UNMARKED = '#'
const DIGITS = 12

export interface Writer {
  clientId: number
  clock: number
  awarenessClock: number
}

export function stamp(mark: string = UNMARKED): string {
  return `${mark}${String(Math.round(performance.now() * 1000)).padStart(DIGITS, '0')}`
}

/** The milliseconds since each stamp with this mark in these bytes. */
export function ages(bytes: Buffer, mark: string, found: (ageMs: number) => void): void {
  const now = performance.now()
  const code = mark.charCodeAt(0)
  for (let at = bytes.indexOf(code); at >= 0; at = bytes.indexOf(code, at + 1)) {
    const micros = Number(bytes.toString('latin1', at + 1, at + 1 + DIGITS))
    if (Number.isInteger(micros) && micros > 0) found(now - micros / 1000)
  }
}

/** The next edit of a writer as a Yjs update, V1. */
export function nextUpdate(writer: Writer, text: string): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, 1) // clients
  writeVarUint(encoder, 1) // its structs
  writeVarUint(encoder, writer.clientId)
  writeVarUint(encoder, writer.clock)
  if (writer.clock === 0) {
    writeUint8(encoder, CONTENT_STRING)
    writeVarUint(encoder, 1) // its parent is a root type
    writeVarString(encoder, 'title')
  } else {
    writeUint8(encoder, CONTENT_STRING | HAS_ORIGIN)
    writeVarUint(encoder, writer.clientId)
    writeVarUint(encoder, writer.clock - 1)
  }
  writeVarString(encoder, text)
  writeVarUint(encoder, 0) // deletions
  writer.clock += text.length
  return toUint8Array(encoder)
}

/** An awareness update with a moved cursor, and with the time if that is to be read. */
export function nextAwareness(writer: Writer, time = ''): Uint8Array {
  writer.awarenessClock += 1
  const position = {
    type: null,
    tname: 'title',
    item: { client: writer.clientId, clock: writer.clock - 1 },
    assoc: 0,
  }
  const encoder = createEncoder()
  writeVarUint(encoder, 1)
  writeVarUint(encoder, writer.clientId)
  writeVarUint(encoder, writer.awarenessClock)
  writeVarString(
    encoder,
    JSON.stringify({
      user: { name: `Writer ${writer.clientId}${time}`, color: '#7c5cff' },
      cursor: { anchor: position, head: position },
    }),
  )
  return toUint8Array(encoder)
}

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
export const SYNC_STATUS = 8

/** The frames of a protocol. */
export function framesOf(protocol: Protocol, room: string) {
  const wrap = (type: number, write: (encoder: ReturnType<typeof createEncoder>) => void) => {
    const encoder = createEncoder()
    if (protocol === 'hocuspocus') writeVarString(encoder, room)
    writeVarUint(encoder, type)
    write(encoder)
    return toUint8Array(encoder)
  }
  return {
    auth: (token: string) =>
      wrap(AUTH, (encoder) => {
        writeVarUint(encoder, 0)
        writeVarString(encoder, token)
      }),
    question: () =>
      wrap(SYNC, (encoder) => {
        writeVarUint(encoder, 0)
        writeVarUint8Array(encoder, Uint8Array.of(0)) // an empty state vector
      }),
    update: (update: Uint8Array) =>
      wrap(SYNC, (encoder) => {
        writeVarUint(encoder, 2)
        writeVarUint8Array(encoder, update)
      }),
    awareness: (update: Uint8Array) =>
      wrap(AWARENESS, (encoder) => {
        writeVarUint8Array(encoder, update)
      }),
    /** The bytes of an acknowledgement, or null in a protocol that has none. */
    acknowledgement:
      protocol === 'hocuspocus' ? Buffer.from(wrap(SYNC_STATUS, (encoder) => writeUint8(encoder, 1))) : null,
    /** The bytes that the answer to the question begins with. */
    answer: Buffer.from(
      wrap(SYNC, (encoder) => {
        writeUint8Array(encoder, Uint8Array.of(1))
      }),
    ),
  }
}
