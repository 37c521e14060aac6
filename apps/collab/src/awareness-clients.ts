/** Which lane speaks for which client id of awareness: nobody else does, and none of them for many. */
import type { Awareness } from 'y-protocols/awareness'
import type { Lane } from './lane.ts'

export interface AwarenessClients {
  /** Whether a lane may speak for this client id. From then on it is this lane's. */
  mayBring(clientId: number, lane: Lane): boolean
  leave(lane: Lane): void
}

const IDS_PER_LANE = 16
const FORGET_MS = 10_000

export function createAwarenessClients(awareness: Awareness): AwarenessClients {
  const speakers = new Map<number, Lane>()
  const idsSpoken = new WeakMap<Lane, number>()

  return {
    mayBring(clientId, lane) {
      const speaker = speakers.get(clientId)
      if (speaker) return speaker === lane
      const spoken = idsSpoken.get(lane) ?? 0
      if (spoken >= IDS_PER_LANE) return false
      idsSpoken.set(lane, spoken + 1)
      speakers.set(clientId, lane)
      return true
    },

    leave(lane) {
      const gone = [...speakers].flatMap(([clientId, speaker]) => (speaker === lane ? clientId : []))
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
