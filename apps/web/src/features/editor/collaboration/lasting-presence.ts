/**
 * A person stays present until the server says that they have left, or is itself not reached. y-protocols takes anybody
 * for gone who was silent for thirty seconds, by a clock that may be set. And a browser lets a hidden tab say something
 * only once a minute.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import type { Awareness } from 'y-protocols/awareness'

const ALWAYS_JUST_NOW = Number.POSITIVE_INFINITY
/** y-protocols keeps the clocks of those who left for ever. By then, none of their messages is still on its way. */
const FORGET_MS = 10_000

export function keepPresent({ awareness }: Pick<HocuspocusProvider, 'awareness'>): void {
  awareness?.on(
    'update',
    ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      if (removed.length > 0) setTimeout(() => forget(awareness, removed), FORGET_MS)
      for (const clientId of [...added, ...updated]) {
        const heard = awareness.meta.get(clientId)
        // By our own time, y-protocols decides when to announce us again.
        if (heard && clientId !== awareness.clientID) heard.lastUpdated = ALWAYS_JUST_NOW
      }
    },
  )
}

function forget({ clientID, meta, states }: Awareness, gone: readonly number[]) {
  for (const clientId of gone) if (clientId !== clientID && !states.has(clientId)) meta.delete(clientId)
}
