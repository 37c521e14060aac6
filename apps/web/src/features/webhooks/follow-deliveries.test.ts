import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { followDeliveries } from './follow-deliveries.ts'

const PAGES = 3
/** How long the server takes for a page, ms. */
const SLOW = 400

let client: QueryClient
let source: EventTarget
let asked: number
/** The state on the server. */
let newest: number
let stop: () => void

beforeEach(async () => {
  vi.useFakeTimers()
  client = new QueryClient()
  source = new EventTarget()
  asked = 0
  newest = 0
  const observer = new InfiniteQueryObserver(client, {
    queryKey: ['deliveries', 'endpoint', {}],
    queryFn: async ({ pageParam }) => {
      asked++
      const answer = newest
      await new Promise((done) => setTimeout(done, SLOW))
      return { page: pageParam, newest: answer }
    },
    initialPageParam: 0,
    getNextPageParam: ({ page }) => (page < PAGES - 1 ? page + 1 : null),
  })
  const unsubscribe = observer.subscribe(() => {})
  for (let page = 1; page < PAGES; page++) {
    await vi.advanceTimersByTimeAsync(SLOW)
    void observer.fetchNextPage()
  }
  await vi.advanceTimersByTimeAsync(SLOW)
  asked = 0
  const unfollow = followDeliveries(client, 'endpoint', source)
  stop = () => {
    unfollow()
    unsubscribe()
  }
})

afterEach(() => {
  stop()
  vi.useRealTimers()
})

const shown = () =>
  client
    .getQueryData<{ pages: { newest: number }[] }>(['deliveries', 'endpoint', {}])
    ?.pages.map((page) => page.newest)

async function change(times: number, every: number) {
  for (let time = 0; time < times; time++) {
    newest++
    source.dispatchEvent(new Event('change'))
    await vi.advanceTimersByTimeAsync(every)
  }
}

test('the log of an endpoint that is always busy goes on, however slow the network is', async () => {
  await change(20, 200)
  expect(Math.min(...(shown() ?? []))).toBeGreaterThan(0)
  // Two readings of three pages, and a third under way: a reading does not restart with each change.
  expect(asked).toBeLessThanOrEqual(3 * PAGES)
})

test('changes made while the log is read are read after it', async () => {
  await change(2, SLOW)
  await vi.advanceTimersByTimeAsync(10 * SLOW)
  expect(shown()).toEqual([2, 2, 2])
  expect(asked).toBe(2 * PAGES)
})

test('a slow count is not repeated with each change, but once more in the end', async () => {
  let counted = 0
  const counts = new QueryObserver(client, {
    queryKey: ['delivery-counts', 'endpoint', 'cancel'],
    queryFn: async () => {
      counted++
      const answer = newest
      await new Promise((done) => setTimeout(done, SLOW))
      return answer
    },
  })
  const unsubscribe = counts.subscribe(() => {})
  onTestFinished(unsubscribe)
  await vi.advanceTimersByTimeAsync(SLOW)
  counted = 0
  await change(20, 200)
  expect(counted).toBe(1)
  expect(asked, 'the log does not wait for it').toBeGreaterThan(PAGES)
  await vi.advanceTimersByTimeAsync(20 * SLOW)
  expect(counts.getCurrentResult().data).toBe(newest)
  expect(counted).toBe(2)
})
