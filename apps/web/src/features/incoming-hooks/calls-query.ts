import type { Wire } from '@quillwire/api'
import type { IncomingCallView } from '@quillwire/webhooks/incoming'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api.ts'
import type { List } from '../../lib/api-types.ts'

export type Call = Wire<IncomingCallView>

export const KEY = ['incoming-hooks'] as const
export const path = '/incoming-hooks'
/** How often a visible page refetches, ms: calls come from outside. */
export const LOOK_AGAIN = 2500

/** The calls of a hook, page by page, the newest first. */
export const callsQuery = (id: string, status: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, id, 'calls', status],
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: '50', ...(status ? { status } : {}) })
      if (pageParam) search.set('cursor', pageParam)
      return api<List<Call>>('GET', `${path}/${id}/calls?${search}`)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    // Each refetch requests every page of the log that is shown: the more pages, the less often.
    refetchInterval: ({ state }) => LOOK_AGAIN * (state.data?.pages.length ?? 1),
  })
