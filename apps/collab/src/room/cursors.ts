/**
 * Cursors on the move, which is most of what awareness says. Who comes and who leaves goes Hocuspocus's way; a new
 * place of somebody who is known is noted where y-protocols would note it, and its bytes go on to the others as they
 * came. Nothing is written as JSON again, and nobody is asked who has no part in it.
 */
import type { Document } from '@hocuspocus/server'
import { awarenessFrame } from '../transport/frames.ts'
import { type AwarenessEntry, writeEntries } from './awareness.ts'

export interface Cursors {
  /**
   * Notes where clients are now, as they say themselves. Throws where a state is no JSON.
   * @returns false where somebody comes or leaves: nothing is noted then.
   */
  move(entries: readonly AwarenessEntry[]): boolean
  /**
   * Sends the last place of everyone who moved to each connection.
   * @param before told of the bytes that are sent next.
   */
  broadcast(before: (bytes: Uint8Array) => void): void
}

/** @param onMoved told who moved, for whoever else has the document open. */
export function createCursors(
  document: Document,
  onMoved: ((clientIds: number[]) => void) | undefined,
): Cursors {
  const { awareness } = document
  let moved = new Map<number, Uint8Array>()

  return {
    move(entries) {
      // The cast: as y-protocols types it, which looks at it no closer.
      const states = entries.map(({ state }) => JSON.parse(state()) as Record<string, unknown> | null)
      if (entries.some(({ clientId }, at) => !states[at] || !awareness.states.has(clientId))) return false
      const lastUpdated = Date.now()
      for (const [at, { clientId, clock, bytes }] of entries.entries()) {
        const state = states[at]
        if (!state || clock <= (awareness.meta.get(clientId)?.clock ?? 0)) continue
        awareness.states.set(clientId, state)
        awareness.meta.set(clientId, { clock, lastUpdated })
        // What came in may be a view of a buffer that its socket uses again.
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
        // Most have the same address, and then the very same bytes: sockets frame them once.
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
