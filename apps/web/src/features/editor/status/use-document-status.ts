'use client'
import { useEffect, useRef, useState } from 'react'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'
import { DELAY_MS, type DocumentStatus, documentStatus, PATIENCE_MS } from './document-status.ts'

export function useDocumentStatus(state: CollaborationState): DocumentStatus {
  const unreachableForMs = useElapsed(state.unreachableSince, PATIENCE_MS)
  // Time without a server does not count: once it is back, what waited for it is being saved, and not late at once.
  const isReached = state.online && unreachableForMs < PATIENCE_MS
  const unansweredSince = useUnansweredSince(isReached ? state.unacknowledged : 0)
  return documentStatus({
    ...state,
    unreachableForMs,
    unansweredForMs: useElapsed(unansweredSince, DELAY_MS),
  })
}

/** When changes began to wait without any being acknowledged, by `performance.now()`; null while nothing waits. */
function useUnansweredSince(unacknowledged: number): number | null {
  const [since, setSince] = useState<number | null>(null)
  const before = useRef(0)
  useEffect(() => {
    if (unacknowledged === 0) setSince(null)
    else if (before.current === 0 || unacknowledged < before.current) setSince(performance.now())
    before.current = unacknowledged
  }, [unacknowledged])
  return since
}

/** Milliseconds since a moment of `performance.now()`; 0 where there is none. Read again when `worthMs` have passed. */
function useElapsed(since: number | null, worthMs: number): number {
  const [, tick] = useState(0)
  useEffect(() => {
    if (since === null) return
    const timer = setTimeout(() => tick((count) => count + 1), worthMs)
    return () => clearTimeout(timer)
  }, [since, worthMs])
  return since === null ? 0 : performance.now() - since
}
