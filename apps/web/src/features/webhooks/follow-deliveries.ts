import type { QueryClient } from '@tanstack/react-query'

/** Many may change at once: one reading covers what came within a moment, ms. */
const MOMENT = 150
/** How much longer than it took a count rests: of half a million that wait it takes the database half a second. */
const REST = 9

/**
 * Reads anew what belongs to an endpoint when `source` says that it changed. Returns how to stop. What changes while that
 * is read is read after it: begun anew with each change, a reading of an endpoint that is always busy would never end.
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
    // What is retried and what was given up, as the page counts it.
    reading([['delivery-counts', endpointId]], REST),
  ]
  const refresh = () => {
    for (const one of readings) one.refresh()
  }
  source.addEventListener('change', refresh)
  // At the beginning, and where the server could not listen for a while.
  source.addEventListener('refresh', refresh)
  return () => {
    source.removeEventListener('change', refresh)
    source.removeEventListener('refresh', refresh)
    for (const one of readings) one.stop()
  }
}

/** @param rest how many times as long as a reading took there is none after it */
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
