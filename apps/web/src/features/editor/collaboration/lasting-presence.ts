/**
 * Whoever is here stays until the server says that they have left, or is not reached itself. y-protocols takes everybody for
 * gone of whom nothing was heard for thirty seconds, by a clock that may be set; and in a tab that nobody looks at a browser
 * lets them say something once a minute.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'

const ALWAYS_JUST_NOW = Number.POSITIVE_INFINITY

export function keepPresent({ awareness }: Pick<HocuspocusProvider, 'awareness'>): void {
  awareness?.on('update', ({ added, updated }: Record<'added' | 'updated', number[]>) => {
    for (const clientId of [...added, ...updated]) {
      const heard = awareness.meta.get(clientId)
      // Our own is looked at for when we are to say something again.
      if (heard && clientId !== awareness.clientID) heard.lastUpdated = ALWAYS_JUST_NOW
    }
  })
}
