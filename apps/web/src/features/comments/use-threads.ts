'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { List, Thread } from '@/lib/api-types.ts'
import type { Anchor } from './anchor.ts'
import { goingComments, withoutComments } from './going-comments.ts'
import { keyOf, readThreads, refreshThreads } from './refresh-threads.ts'

/** The threads of the document, without what is being deleted here. */
export function useThreads(documentId: string) {
  const going = useSyncExternalStore(goingComments.subscribe, goingComments.snapshot, goingComments.snapshot)
  return useQuery({
    queryKey: keyOf(documentId),
    queryFn: () => readThreads(documentId),
    select: useCallback((list: List<Thread>) => withoutComments(list.items, going), [going]),
  })
}

/** To be called when somebody changed the threads, or one of them. */
export function useRefreshThreads(documentId: string) {
  const client = useQueryClient()
  return (threadId?: string) => refreshThreads(client, documentId, threadId)
}

/**
 * Reads the threads again once the server lets us in, where that failed before. A page may come from this device while
 * the server is away, and the server tells only of changes.
 */
export function useThreadsOnceIn(documentId: string, connected: boolean) {
  const client = useQueryClient()
  useEffect(() => {
    if (!connected) return
    const queryKey = keyOf(documentId)
    void client.refetchQueries({ queryKey, predicate: ({ state }) => state.status === 'error' })
  }, [client, documentId, connected])
}

export type ThreadChange =
  | { kind: 'start'; anchor: Anchor; quote: string; body: string }
  | { kind: 'reply'; threadId: string; body: string }
  | { kind: 'edit'; threadId: string; commentId: string; body: string }
  | { kind: 'resolve' | 'reopen'; threadId: string }

/** Changes a thread; the margin shows it when the server has it. */
export function useChangeThread(documentId: string) {
  const refresh = useRefreshThreads(documentId)
  return useMutation({
    mutationFn: (change: ThreadChange) => send(`/documents/${documentId}/threads`, change),
    onSettled: (started, _error, change) => refresh(change.kind === 'start' ? started?.id : change.threadId),
    onError: (error) => toast.error(messageOf(error)),
  })
}

/** Ties a thread to where its text is now. A failure is not reported: the thread is found by its words. */
export function useAnchorThread(documentId: string) {
  const client = useQueryClient()
  return useMutation({
    // Nobody pressed anything: it can wait for the network.
    networkMode: 'online',
    // One after the other, so that the last one holds.
    scope: { id: `anchors ${documentId}` },
    mutationFn: ({ threadId, anchor }: { threadId: string; anchor: Anchor }) =>
      api('PUT', `/documents/${documentId}/threads/${threadId}/anchor`, anchor),
    onMutate: ({ threadId, anchor }) =>
      client.setQueryData<List<Thread>>(
        keyOf(documentId),
        (list) =>
          list && {
            ...list,
            items: list.items.map((thread) => (thread.id === threadId ? { ...thread, anchor } : thread)),
          },
      ),
  })
}

async function send(path: string, change: ThreadChange): Promise<Thread | undefined> {
  switch (change.kind) {
    case 'start': {
      const { kind: _, ...input } = change
      return await apiOnce<Thread>(path, input)
    }
    case 'reply':
      return await apiOnce(`${path}/${change.threadId}/comments`, { body: change.body })
    case 'edit':
      return await api('PATCH', `${path}/${change.threadId}/comments/${change.commentId}`, {
        body: change.body,
      })
    case 'resolve':
    case 'reopen':
      return await api('POST', `${path}/${change.threadId}/${change.kind}`)
  }
}
