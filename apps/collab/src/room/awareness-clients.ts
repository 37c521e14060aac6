/**
 * Which channel speaks for which client id of awareness: one at a time, of the same person, and each for a few ids
 * only. A client that reconnects is heard at once, although its previous connection may not be known to be dead for a
 * minute. When that one ends, a client that has another by then, here or at another server, does not leave with it.
 */
import type { Document } from '@hocuspocus/server'
import type { DocumentChannel } from './document-channel.ts'

export interface AwarenessClients {
  /** Whether a channel may speak for this client id. If so, the id is this channel's from then on. */
  mayBring(clientId: number, channel: DocumentChannel): boolean
  /** Whether the id is this channel's already. */
  isOf(clientId: number, channel: DocumentChannel): boolean
  /** The client has gone over to another server: no channel here speaks for it any more. */
  wentOver(clientId: number): void
  leave(channel: DocumentChannel): void
}

const IDS_PER_CHANNEL = 16
const FORGET_MS = 10_000

export function createAwarenessClients(document: Document): AwarenessClients {
  const speakers = new Map<number, DocumentChannel>()
  const idsSpoken = new WeakMap<DocumentChannel, number>()

  function wentOver(clientId: number) {
    const speaker = speakers.get(clientId)
    if (!speaker) return
    speakers.delete(clientId)
    document.getClients(speaker.origin.connection).delete(clientId)
  }

  /** y-protocols keeps the clock of every client that was ever here. Telling that one left needs it for a while. */
  function forgetSoon(gone: readonly number[]) {
    if (gone.length === 0) return
    setTimeout(() => {
      const { meta, states } = document.awareness
      for (const clientId of gone) if (!states.has(clientId) && !speakers.has(clientId)) meta.delete(clientId)
    }, FORGET_MS).unref()
  }

  // Also of clients at other servers.
  document.awareness.on('update', ({ removed }: Record<'removed', number[]>) => forgetSoon(removed))

  return {
    mayBring(clientId, channel) {
      const speaker = speakers.get(clientId)
      if (speaker === channel) return true
      if (speaker && !isOfSamePerson(speaker, channel)) return false
      const spoken = idsSpoken.get(channel) ?? 0
      if (spoken >= IDS_PER_CHANNEL) return false
      idsSpoken.set(channel, spoken + 1)
      wentOver(clientId)
      speakers.set(clientId, channel)
      return true
    },

    isOf: (clientId, channel) => speakers.get(clientId) === channel,

    wentOver,

    leave(channel) {
      const gone = [...speakers].flatMap(([clientId, speaker]) => (speaker === channel ? clientId : []))
      for (const clientId of gone) speakers.delete(clientId)
      forgetSoon(gone)
    },
  }
}

/** Visitors have no id: the secret of their tab shows that they are the same. */
function isOfSamePerson({ context: one }: DocumentChannel, { context: other }: DocumentChannel) {
  if (one.actor.type !== other.actor.type || one.actor.id !== other.actor.id) return false
  return one.actor.id !== null || (one.client.tab !== null && one.client.tab === other.client.tab)
}
