/**
 * Tells readers that have read everything when there is more, with one query for all readers of this process, and none
 * while nobody waits.
 *
 * An event is recorded a moment before it may be shown: transactions that began earlier have to end first. So a
 * notification is followed by short looks until nothing is held back. Where notifications are missed, a look every now
 * and then finds what is there.
 */
import { DECIDED, type EventPosition, isBefore } from '@quillwire/core/events/event-position'
import type { Executor } from '@quillwire/database'

export interface HeadWatch {
  /**
   * Resolves with the newest position that readers may see, as soon as it lies behind `position`. Undefined when the
   * signal ends the wait.
   */
  beyond(
    workspaceId: string,
    position: EventPosition,
    signal: AbortSignal,
  ): Promise<EventPosition | undefined>
  /** Something was recorded there, or (without a workspace) may have been anywhere. */
  notify(workspaceId?: string): void
}

export interface HeadWatchOptions {
  executor: Executor
  /** ms between looks without a notification. */
  pollMs: number
  onError(error: unknown): void
}

interface Waiter {
  workspaceId: string
  position: EventPosition
  done(head: EventPosition): void
}

/** Events that come within this many ms of each other are found by one look. */
const TOGETHER_MS = 2
/** ms between looks while events are held back. */
const SOON_MS = { first: 10, most: 320 }

export function createHeadWatch({ executor, pollMs, onError }: HeadWatchOptions): HeadWatch {
  const waiters = new Set<Waiter>()
  let timer: NodeJS.Timeout | undefined
  let dueAt = 0
  let looking = false
  let again = false
  let soonMs = SOON_MS.first

  function lookIn(ms: number) {
    const at = performance.now() + ms
    if (timer && dueAt <= at) return
    clearTimeout(timer)
    dueAt = at
    timer = setTimeout(look, ms)
    timer.unref()
  }

  async function look() {
    timer = undefined
    if (looking) {
      again = true
      return
    }
    if (waiters.size === 0) return
    looking = true
    again = false
    let heldBack = false
    try {
      const heads = await readHeads(executor, [...new Set([...waiters].map((one) => one.workspaceId))])
      for (const waiter of waiters) {
        const head = heads.get(waiter.workspaceId)
        if (!head) continue
        heldBack ||= head.heldBack
        if (head.position && isBefore(waiter.position, head.position)) waiter.done(head.position)
      }
    } catch (error) {
      onError(error)
    }
    looking = false
    if (!heldBack) soonMs = SOON_MS.first
    if (again) lookIn(0)
    else if (heldBack) {
      lookIn(Math.min(soonMs, pollMs))
      soonMs = Math.min(soonMs * 2, SOON_MS.most)
    } else if (waiters.size > 0) lookIn(pollMs)
  }

  return {
    beyond: (workspaceId, position, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined)
        const end = (head: EventPosition | undefined) => {
          signal.removeEventListener('abort', onAbort)
          waiters.delete(waiter)
          resolve(head)
        }
        const onAbort = () => end(undefined)
        const waiter: Waiter = { workspaceId, position, done: end }
        signal.addEventListener('abort', onAbort)
        waiters.add(waiter)
        // What was recorded since the last look may have been notified before this reader waited.
        lookIn(0)
      }),
    notify(workspaceId) {
      if (!workspaceId || [...waiters].some((one) => one.workspaceId === workspaceId)) lookIn(TOGETHER_MS)
    },
  }
}

interface Head {
  position: EventPosition | null
  /** Something newer is recorded that may not be shown yet. */
  heldBack: boolean
}

/** The newest event of each workspace that may be shown. */
export async function readHeads(
  executor: Executor,
  workspaceIds: readonly string[],
): Promise<Map<string, Head>> {
  const { rows } = await executor.query<{
    id: string
    generation: number | null
    transaction_id: string | null
    sequence: bigint | null
    newest: bigint | null
  }>(
    `SELECT w.id, head.generation, head.transaction_id::text AS transaction_id, head.sequence, newest.sequence AS newest
       FROM unnest($1::uuid[]) AS w (id)
       LEFT JOIN LATERAL (
         SELECT v.generation, v.transaction_id, v.sequence FROM events v
          WHERE v.workspace_id = w.id
            AND ${DECIDED}
          ORDER BY v.generation DESC, v.transaction_id DESC, v.sequence DESC LIMIT 1) head ON true
       LEFT JOIN LATERAL (
         SELECT v.sequence FROM events v WHERE v.workspace_id = w.id
          ORDER BY v.generation DESC, v.transaction_id DESC, v.sequence DESC LIMIT 1) newest ON true`,
    [workspaceIds],
    'stream heads',
  )
  return new Map(
    rows.map(({ id, generation, transaction_id: transactionId, sequence, newest }) => [
      id,
      {
        position:
          generation === null || transactionId === null || sequence === null
            ? null
            : { generation, transactionId, sequence },
        heldBack: newest !== sequence,
      },
    ]),
  )
}
