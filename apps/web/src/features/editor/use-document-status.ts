'use client'
import { useEffect, useState } from 'react'
import type { CollaborationState } from './collaboration/collaboration-state.ts'
import { type DocumentStatus, documentStatus, PATIENCE_MS } from './document-status.ts'

export function useDocumentStatus(state: CollaborationState): DocumentStatus {
  return documentStatus({ ...state, unreachableForMs: useElapsed(state.unreachableSince) })
}

/** Milliseconds since a moment, read again when it becomes worth saying. */
function useElapsed(since: number | null): number {
  const [, tick] = useState(0)
  useEffect(() => {
    if (since === null) return
    const timer = setTimeout(() => tick((count) => count + 1), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [since])
  return since === null ? 0 : Date.now() - since
}
