import type { QueryClient } from '@tanstack/react-query'

/** Many deliveries may change at once: one reading covers all changes within this time, ms. */
const MOMENT = 150
/** A count rests this many times as long as it took: to count half a million deliveries takes half a second. */
const REST = 9

/**
 * Rereads what belongs to an endpoint when `source` reports a change. Returns a function that stops this. Changes
 * during a reading are read after it: if each change restarted it, a reading of a busy endpoint would never end.
 */
export function followDeliveries(client: QueryClient, endpointId: string, source: EventTarget): () => void {
  const reading = (queryKeys: string[][], rest: number) =>
    createReading(async () => {
      await Promise.all(queryKeys.map((queryKey) => client.invalidateQueries({ queryKey })))
    }, rest)
  const readings = [
    reading(
      [
        ['deliveries', endpointId],
        ['delivery'],
        ['webhook-endpoints', endpointId],
        ['delivery-operations', endpointId],
      ],
      0,
    ),
    // The numbers of retried and given-up deliveries on the page.
    reading([['delivery-counts', endpointId]], REST),
  ]
  const refresh = () => {
    for (const one of readings) one.refresh()
  }
  source.addEventListener('change', refresh)
  // Sent at the beginning, and after the server could not listen for a while.
  source.addEventListener('refresh', refresh)
  return () => {
    source.removeEventListener('change', refresh)
    source.removeEventListener('refresh', refresh)
    for (const one of readings) one.stop()
  }
}

/** @param rest the pause after a reading, as a multiple of the time that it took */
function createReading(read: () => Promise<void>, rest: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading = false
  let changed = false
  let stopped = false
  let restsUntil = 0

  function refresh() {
    changed = true
    if (!reading && !stopped) timer ??= setTimeout(run, Math.max(MOMENT, restsUntil - performance.now()))
  }

  async function run() {
    timer = undefined
    changed = false
    reading = true
    const begun = performance.now()
    await read()
    restsUntil = performance.now() + rest * (performance.now() - begun)
    reading = false
    if (changed) refresh()
  }

  return {
    refresh,
    stop() {
      clearTimeout(timer)
      stopped = true
    },
  }
}
