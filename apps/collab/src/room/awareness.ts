/** Awareness frames: who is where. They are read only as far as needed to know whose entries they bring. */
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'

/** What an awareness update says of one client. */
export interface AwarenessEntry {
  clientId: number
  /** Grows with each update of the client: an entry with an older one is no news. */
  clock: number
  bytes: Uint8Array
  /** Its state as JSON; `null` for one that leaves. */
  state(): string
}

/**
 * When a client with a connection here was last heard of: always just now. y-protocols takes a client that says nothing
 * for thirty seconds for gone, but a browser lets a hidden tab say something only once a minute. Whether the connection
 * lives is known here anyway.
 */
export const LIVES_BY_CONNECTION = Number.POSITIVE_INFINITY

/** Throws if the update is cut off. */
export function readEntries(update: Uint8Array): AwarenessEntry[] {
  const decoder = createDecoder(update)
  const count = readVarUint(decoder)
  const entries: AwarenessEntry[] = []
  for (let i = 0; i < count; i++) {
    const start = decoder.pos
    const clientId = readVarUint(decoder)
    const clock = readVarUint(decoder)
    const stateAt = decoder.pos
    readVarUint8Array(decoder)
    entries.push({
      clientId,
      clock,
      bytes: update.subarray(start, decoder.pos),
      state() {
        const reader = createDecoder(update)
        reader.pos = stateAt
        return readVarString(reader)
      },
    })
  }
  return entries
}

/** An awareness update of these entries. */
export function writeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, entries.length)
  for (const bytes of entries) writeUint8Array(encoder, bytes)
  return toUint8Array(encoder)
}
