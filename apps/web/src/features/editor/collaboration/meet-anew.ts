import type { HocuspocusProvider } from '@hocuspocus/provider'

/**
 * To be called when the connection is lost, so that both sides see each other as soon as it is back, and not only when
 * somebody moves. Awareness remembers the clock of those who have left, and ignores a state with the same clock. So
 * neither would we come back to the others, nor they to us, nor would those who stayed be heard of again.
 */
export function meetAnew({ awareness }: Pick<HocuspocusProvider, 'awareness'>): void {
  if (!awareness) return
  const { meta, states, clientID } = awareness
  for (const [clientId, known] of meta) {
    if (clientId === clientID) continue
    if (states.has(clientId)) known.clock -= 1
    else meta.delete(clientId)
  }
  const own = meta.get(clientID)
  if (own) own.clock += 1
}
