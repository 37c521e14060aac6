/**
 * Whoever is here stays until the server says that they have left, or is not reached itself. y-protocols takes everybody for
 * gone of whom nothing was heard for thirty seconds, by a clock that may be set; and in a tab that nobody looks at a browser
 * lets them say something once a minute.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import type { Awareness } from 'y-protocols/awareness'

const ALWAYS_JUST_NOW = Number.POSITIVE_INFINITY
/** Of who left y-protocols keeps the clock for ever. What of theirs was on the way meanwhile has come by then. */
const FORGET_MS = 10_000

export function keepPresent({ awareness }: Pick<HocuspocusProvider, 'awareness'>): void {
  awareness?.on(
    'update',
    ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      if (removed.length > 0) setTimeout(() => forget(awareness, removed), FORGET_MS)
      for (const clientId of [...added, ...updated]) {
        const heard = awareness.meta.get(clientId)
        // Our own is looked at for when we are to say something again.
        if (heard && clientId !== awareness.clientID) heard.lastUpdated = ALWAYS_JUST_NOW
      }
    },
  )
}

function forget({ clientID, meta, states }: Awareness, gone: readonly number[]) {
  for (const clientId of gone) if (clientId !== clientID && !states.has(clientId)) meta.delete(clientId)
}
