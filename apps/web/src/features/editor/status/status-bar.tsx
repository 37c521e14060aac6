'use client'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'
import { statusText } from './document-status.ts'
import { useDocumentStatus } from './use-document-status.ts'

/**
 * The sentence of the badge, under the header of narrow screens, which has room only for the badge's icon. Shown while
 * the server is not reached or does not answer. Screen readers hear it from `StatusNews`.
 */
export function StatusBar({ state }: { state: CollaborationState }) {
  const status = useDocumentStatus(state)
  if (state.refusal !== null || !['delayed', 'offline', 'unreachable'].includes(status)) return null
  return (
    <p
      aria-hidden
      data-testid="status-bar"
      className="border-b bg-warn-soft px-4 py-1 text-center text-(length:--small) text-warn sm:hidden print:hidden"
    >
      {statusText(status, state.copyLost)}
    </p>
  )
}
