import { environmentManager, InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { callsQuery } from './calls-query.ts'

// As in a browser: on a server, nothing is refetched.
environmentManager.setIsServer(() => false)

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test.each([1, 4])(
  'with %s pages of the log on the screen the server gets as many requests as with one',
  async (pages) => {
    vi.useFakeTimers()
    let asked = 0
    vi.stubGlobal('fetch', async () => {
      asked++
      return Response.json({ items: [], nextCursor: 'more' })
    })
    const calls = new InfiniteQueryObserver(new QueryClient(), callsQuery('hook', ''))
    const stop = calls.subscribe(() => {})
    await vi.advanceTimersByTimeAsync(0)
    for (let page = 1; page < pages; page++) await calls.fetchNextPage()
    asked = 0
    await vi.advanceTimersByTimeAsync(40_000)
    expect(asked).toBe(16)
    stop()
  },
)
