import type { QueryClient } from '@tanstack/react-query'

/** Many may change at once: one reading covers what came within a moment, ms. */
const MOMENT = 150

/**
 * Reads anew what belongs to an endpoint when `source` says that it changed. Returns how to stop. What changes while that
 * is read is read after it: begun anew with each change, a reading of an endpoint that is always busy would never end.
 */
export function followDeliveries(client: QueryClient, endpointId: string, source: EventTarget): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading = false
  let changed = false
  let stopped = false
  const refresh = () => {
    changed = true
    if (!reading && !stopped) timer ??= setTimeout(read, MOMENT)
  }
  async function read() {
    timer = undefined
    changed = false
    reading = true
    await Promise.all(
      [
        ['deliveries', endpointId],
        ['delivery'],
        ['webhook-endpoints', endpointId],
        // Also what is retried and what was given up, as the page counts it.
        ['delivery-operations', endpointId],
      ].map((queryKey) => client.invalidateQueries({ queryKey })),
    )
    reading = false
    if (changed) refresh()
  }
  source.addEventListener('change', refresh)
  // At the beginning, and where the server could not listen for a while.
  source.addEventListener('refresh', refresh)
  return () => {
    source.removeEventListener('change', refresh)
    source.removeEventListener('refresh', refresh)
    clearTimeout(timer)
    stopped = true
  }
}
