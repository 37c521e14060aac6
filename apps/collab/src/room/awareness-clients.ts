/** Which channel speaks for which client id of awareness: nobody else does, and none of them for many. */
import type { Awareness } from 'y-protocols/awareness'
import type { DocumentChannel } from './document-channel.ts'

export interface AwarenessClients {
  /** Whether a channel may speak for this client id. From then on it is this channel's. */
  mayBring(clientId: number, channel: DocumentChannel): boolean
  leave(channel: DocumentChannel): void
}

const IDS_PER_CHANNEL = 16
const FORGET_MS = 10_000

export function createAwarenessClients(awareness: Awareness): AwarenessClients {
  const speakers = new Map<number, DocumentChannel>()
  const idsSpoken = new WeakMap<DocumentChannel, number>()

  return {
    mayBring(clientId, channel) {
      const speaker = speakers.get(clientId)
      if (speaker) return speaker === channel
      const spoken = idsSpoken.get(channel) ?? 0
      if (spoken >= IDS_PER_CHANNEL) return false
      idsSpoken.set(channel, spoken + 1)
      speakers.set(clientId, channel)
      return true
    },

    leave(channel) {
      const gone = [...speakers].flatMap(([clientId, speaker]) => (speaker === channel ? clientId : []))
      for (const clientId of gone) speakers.delete(clientId)
      // y-protocols remembers the clock of everyone who was ever here. That they left is told first, which needs it.
      setTimeout(() => {
        const { meta, states } = awareness
        for (const clientId of gone)
          if (!states.has(clientId) && !speakers.has(clientId)) meta.delete(clientId)
      }, FORGET_MS).unref()
    },
  }
}
