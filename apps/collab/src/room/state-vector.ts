/** A client's state vector in its encoded form: how much the client has of each writer. */
import { createDecoder, readVarUint } from 'lib0/decoding'

/** Throws if it cannot be read, or names more than `most` writers. Allocates nothing: it may name very many. */
export function checkVector(vector: Uint8Array, most: number): void {
  const decoder = createDecoder(vector)
  const clients = readVarUint(decoder)
  if (clients > most) throw new Error('The state vector names too many clients.')
  for (let numbers = 2 * clients; numbers > 0; numbers--) readVarUint(decoder)
}

/** How much the vector has of this writer. */
export function clockIn(vector: Uint8Array, client: number): number {
  const decoder = createDecoder(vector)
  for (let clients = readVarUint(decoder); clients > 0; clients--) {
    const isIt = readVarUint(decoder) === client
    const clock = readVarUint(decoder)
    if (isIt) return clock
  }
  return 0
}

/**
 * Whether the first thing that an update inserts is there already. False for one that only deletes: nobody can tell.
 * @param clockOf how much of what a client wrote is there
 */
export function beginsWithin(update: Uint8Array, clockOf: (client: number) => number): boolean {
  const decoder = createDecoder(update)
  if (readVarUint(decoder) === 0) return false
  readVarUint(decoder) // how many structs there are of the first client
  const client = readVarUint(decoder)
  return readVarUint(decoder) < clockOf(client)
}
