import type { QueryClient } from '@tanstack/react-query'
import { ApiError, api } from '../../lib/api.ts'
import type { List, Thread } from '../../lib/api-types.ts'
import { finishDeletions } from './left-deletions.ts'

export const keyOf = (documentId: string) => ['threads', documentId]

/** For each thread that is being read alone, the last read: an earlier one may bring something older. */
const readings = new Map<string, symbol>()

/** All threads of a document. */
export async function readThreads(documentId: string): Promise<List<Thread>> {
  await finishDeletions()
  // This request is later than those still under way for single threads, and so brings what they would.
  readings.clear()
  return await api<List<Thread>>('GET', `/documents/${documentId}/threads`)
}

/**
 * Reads anew what somebody changed. A document may have thousands of threads, and everybody in it is told of each
 * comment, so only the thread that it belongs to is read, where that is known.
 */
export async function refreshThreads(client: QueryClient, documentId: string, threadId?: string) {
  const queryKey = keyOf(documentId)
  const readAll = () => client.invalidateQueries({ queryKey })
  const isKnown = client.getQueryData(queryKey) !== undefined && client.isFetching({ queryKey }) === 0
  if (!threadId || !isKnown) return await readAll()
  const reading = Symbol(threadId)
  readings.set(threadId, reading)
  try {
    const thread = await readThread(documentId, threadId)
    if (readings.get(threadId) !== reading) return
    client.setQueryData<List<Thread>>(
      queryKey,
      (list) => list && { ...list, items: withThread(list.items, threadId, thread) },
    )
  } catch {
    await readAll()
  } finally {
    if (readings.get(threadId) === reading) readings.delete(threadId)
  }
}

/** Null where it is gone. */
async function readThread(documentId: string, threadId: string): Promise<Thread | null> {
  try {
    return await api<Thread>('GET', `/documents/${documentId}/threads/${threadId}`)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'thread_not_found') return null
    throw error
  }
}

function withThread(threads: readonly Thread[], threadId: string, thread: Thread | null): Thread[] {
  if (!thread) return threads.filter(({ id }) => id !== threadId)
  if (!threads.some(({ id }) => id === threadId)) return [...threads, thread]
  return threads.map((known) => (known.id === threadId ? thread : known))
}
