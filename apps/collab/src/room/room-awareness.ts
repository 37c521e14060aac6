/**
 * Where people are in an open document. A client speaks for itself, over one channel; what is news goes on to the other
 * clients with the next broadcast, or, where somebody comes or leaves, Hocuspocus's way.
 */
import { type Document, isTransactionOrigin } from '@hocuspocus/server'
import { type AwarenessEntry, LIVES_BY_CONNECTION, writeEntries } from './awareness.ts'
import { createAwarenessClients } from './awareness-clients.ts'
import { addOrigin, isOnlyFrom, noOrigins } from './broadcast-origins.ts'
import { createCursors } from './cursors.ts'
import type { DocumentChannel } from './document-channel.ts'

export interface RoomAwareness {
  /**
   * Takes what a channel says about its own cursor, and ignores what it says about others.
   * @returns whether there was anything new, so that there is something to broadcast.
   */
  take(entries: readonly AwarenessEntry[], channel: DocumentChannel): boolean
  /** Sends where those who moved are now. */
  broadcast(): void
  /** Whether an awareness frame would bring a channel nothing but its own cursor. */
  isEcho(bytes: Uint8Array, channel: DocumentChannel): boolean
  leave(channel: DocumentChannel): void
}

export interface RoomAwarenessOptions {
  document: Document
  /** Whether what Hocuspocus sends waits for a broadcast. */
  isBusy(): boolean
  /** Called with the clients whose cursors moved. Arrivals and departures are events of the document's awareness. */
  onMoved: ((clientIds: number[]) => void) | undefined
}

export function createRoomAwareness({ document, isBusy, onMoved }: RoomAwarenessOptions): RoomAwareness {
  const { awareness } = document
  const clients = createAwarenessClients(document)
  const cursors = createCursors(document, onMoved)
  const places = noOrigins()
  let speaking: DocumentChannel | undefined

  awareness.on('update', (change: Record<'added' | 'updated', number[]>, origin: unknown) => {
    // In a calm room Hocuspocus has sent it already.
    if (isBusy()) addOrigin(places, speaking)
    if (isTransactionOrigin(origin) && origin.source === 'redis')
      for (const clientId of [...change.added, ...change.updated]) clients.wentOver(clientId)
  })

  function isNews({ clientId, clock, state }: AwarenessEntry, channel: DocumentChannel): boolean {
    const known = awareness.meta.get(clientId)?.clock ?? -1
    if (clock !== known) return clock > known
    // A channel that heard from others that somebody left has no new clock for that. It may have repeated before that
    // they are there, when that was long forgotten here: then they are here by its word alone.
    return clients.isOf(clientId, channel) && state() === 'null'
  }

  /** Clients of which a channel brings news leave with it, also those that came over from another process. */
  function keepWith({ origin }: DocumentChannel, news: readonly AwarenessEntry[]) {
    if (!document.hasConnection(origin.connection)) return
    const here = document.getClients(origin.connection)
    for (const { clientId } of news) {
      const heard = awareness.meta.get(clientId)
      if (!heard || !awareness.states.has(clientId)) continue
      here.add(clientId)
      heard.lastUpdated = LIVES_BY_CONNECTION
    }
  }

  return {
    take(entries, channel) {
      // A y-websocket client repeats what it hears about others. That is no news, and does not make it speak for them.
      const own = entries.filter(
        (entry) => isNews(entry, channel) && clients.mayBring(entry.clientId, channel),
      )
      if (own.length === 0) return false
      addOrigin(places, channel)
      if (!cursors.move(own)) {
        speaking = channel
        try {
          document.applyAwarenessUpdate(
            channel.origin.connection,
            writeEntries(own.map(({ bytes }) => bytes)),
          )
        } finally {
          speaking = undefined
        }
      }
      keepWith(channel, own)
      return true
    },

    broadcast() {
      cursors.broadcast((bytes) => {
        places.bytes = bytes
        places.by = places.from
      })
      places.from = undefined
    },

    isEcho: (bytes, channel) => isOnlyFrom(places, bytes, channel),

    leave: clients.leave,
  }
}
