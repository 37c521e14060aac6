/** Awareness frames: who is where. Read only as far as it is needed to know whose entries they bring. */
import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding'

/** The client ids of an awareness update, each with its place. Throws where the update is cut off. */
function entriesOf(update: Uint8Array): { clientId: number; bytes: Uint8Array }[] {
  const decoder = createDecoder(update)
  const count = readVarUint(decoder)
  const entries: { clientId: number; bytes: Uint8Array }[] = []
  for (let i = 0; i < count; i++) {
    const start = decoder.pos
    const clientId = readVarUint(decoder)
    readVarUint(decoder) // its clock
    readVarUint8Array(decoder) // its state, as JSON
    entries.push({ clientId, bytes: update.subarray(start, decoder.pos) })
  }
  return entries
}

/**
 * The update without the entries that its sender may not speak for; null where nothing is left. A y-websocket client
 * repeats what it hears of others: that is normal, and no reason to close it.
 */
export function entriesThat(mayBring: (clientId: number) => boolean, update: Uint8Array): Uint8Array | null {
  const entries = entriesOf(update)
  const own = entries.filter(({ clientId }) => mayBring(clientId))
  if (own.length === entries.length) return own.length > 0 ? update : null
  if (own.length === 0) return null
  const encoder = createEncoder()
  writeVarUint(encoder, own.length)
  for (const { bytes } of own) writeUint8Array(encoder, bytes)
  return toUint8Array(encoder)
}
