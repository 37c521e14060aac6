'use client'
import { useEffect, useState } from 'react'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'
import { type DocumentStatus, saidNext, statusText } from './document-status.ts'
import { useDocumentStatus } from './use-document-status.ts'

/** Tells screen readers the state of the text, where it is news. */
export function StatusNews({ state }: { state: CollaborationState }) {
  const status = useDocumentStatus(state)
  const [said, setSaid] = useState<DocumentStatus | null>(null)
  useEffect(() => setSaid((before) => saidNext(status, before)), [status])
  return (
    <span role="status" className="sr-only print:hidden">
      {said && statusText(said, state.copyLost)}
    </span>
  )
}
