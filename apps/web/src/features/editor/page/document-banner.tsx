'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'

/** A notice that concerns the whole document, and leaves it readable. */
export function DocumentBanner({ state }: { state: CollaborationState }) {
  if (state.refusal === 'schema_outdated')
    return (
      <Banner
        action={
          <Button variant="secondary" size="sm" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        <strong className="font-medium">Quillwire was updated.</strong> Reload to go on writing; what you
        wrote is kept.
      </Banner>
    )
  if (state.loaded && state.refusal === 'too_many_connections_to_document')
    return (
      <Banner>
        <strong className="font-medium">Too many people are here.</strong> You are let in again when somebody
        leaves; what you write until then is on this device only.
      </Banner>
    )
  if (state.loaded && state.refusal === 'too_many_connections_of_person')
    return (
      <Banner>
        <strong className="font-medium">You have too many windows open.</strong> Close some of your other
        documents; what you write here until then is on this device only.
      </Banner>
    )
  if (state.loaded && state.refusal === 'too_many_connections_from_address')
    return (
      <Banner>
        <strong className="font-medium">Too many documents are open in your network.</strong> You are let in
        again when others there are closed; what you write until then is on this device only.
      </Banner>
    )
  if (state.refusedText === 'document_too_large')
    return (
      <Banner>
        <strong className="font-medium">This document is full.</strong> Your latest changes are on this device
        only: undo some of them, or go on in a new document.
      </Banner>
    )
  if (state.refusedText === 'too_much_at_once')
    return (
      <Banner>
        <strong className="font-medium">This is too much to send at once.</strong> Your latest changes are on
        this device only: undo some of them, or copy them into several new documents.
      </Banner>
    )
  if (state.refusedText === 'may_not_write' && !state.canWrite)
    return (
      <Banner>
        <strong className="font-medium">You may no longer change this document.</strong> Your latest changes
        are on this device only: they are sent once you may change it again.
      </Banner>
    )
  // The machine was copied while this page was open: Yjs takes what both write for the writing of one.
  if (state.refusedText === 'client_id_in_use')
    return (
      <Banner>
        <strong className="font-medium">A copy of this page is writing in its place.</strong> Your latest
        changes are on this device only: copy them into a new document, and close this window.
      </Banner>
    )
  return null
}

function Banner({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="alert"
      data-testid="document-banner"
      className="flex min-h-12 items-center justify-center gap-4 border-b print:hidden bg-warn-soft px-4 py-1.5 text-sm text-warn max-sm:justify-between"
    >
      <p>{children}</p>
      {action}
    </div>
  )
}
