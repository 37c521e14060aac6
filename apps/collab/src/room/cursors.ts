/**
 * Cursors on the move, which is most of what awareness says. Arrivals and departures go Hocuspocus's way. A new place
 * of a known client is noted where y-protocols would note it, and its bytes go on to the others as they came: nothing
 * is written as JSON again, and no event is emitted.
 */
import type { Document } from '@hocuspocus/server'
import { awarenessFrame } from '../transport/frames.ts'
import { type AwarenessEntry, writeEntries } from './awareness.ts'

export interface Cursors {
  /**
   * Notes where clients are now, as they say themselves. Throws if a state is no JSON.
   * @returns false if a client comes or leaves: nothing is noted then.
   */
  move(entries: readonly AwarenessEntry[]): boolean
  /**
   * Sends the last place of everyone who moved to each connection.
   * @param before called with the bytes that are sent next.
   */
  broadcast(before: (bytes: Uint8Array) => void): void
}

/** @param onMoved called with the clients that moved, for other processes that have the document open. */
export function createCursors(
  document: Document,
  onMoved: ((clientIds: number[]) => void) | undefined,
): Cursors {
  const { awareness } = document
  let moved = new Map<number, Uint8Array>()

  return {
    move(entries) {
      // The cast: y-protocols gives states this type, and does not look into them either.
      const states = entries.map(({ state }) => JSON.parse(state()) as Record<string, unknown> | null)
      if (entries.some(({ clientId }, at) => !states[at] || !awareness.states.has(clientId))) return false
      const lastUpdated = Date.now()
      for (const [at, { clientId, clock, bytes }] of entries.entries()) {
        const state = states[at]
        if (!state || clock <= (awareness.meta.get(clientId)?.clock ?? 0)) continue
        awareness.states.set(clientId, state)
        awareness.meta.set(clientId, { clock, lastUpdated })
        // The bytes may be a view of a buffer that their socket reuses.
        moved.set(clientId, bytes.slice())
      }
      return true
    },

    broadcast(before) {
      if (moved.size === 0) return
      const all = moved
      moved = new Map()
      onMoved?.([...all.keys()])
      const update = writeEntries([...all.values()])
      let bytes: Uint8Array | undefined
      let address: string | undefined
      for (const connection of document.getConnections()) {
        // Most have the same address and get the same buffer, which is framed once.
        if (!bytes || connection.messageAddress !== address) {
          address = connection.messageAddress
          bytes = awarenessFrame(address, update)
        }
        before(bytes)
        connection.send(bytes)
      }
    },
  }
}
