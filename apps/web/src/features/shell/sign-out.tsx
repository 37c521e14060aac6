'use client'
import { useState } from 'react'
import { toast } from 'sonner'
import { Confirm } from '@/components/ui/dialog.tsx'
import { afterMenu } from '@/components/ui/menu.tsx'
import { forgetOfflineCopies } from '@/features/offline/offline-copies.ts'
import { unsentCopies } from '@/features/offline/unsent-notes.ts'
import { messageOf, send } from '@/lib/api.ts'
import { announceSignOut } from '@/lib/session-end.ts'

/** Ends the session, deletes what this device keeps of documents, and leaves the page. */
async function endSession(): Promise<void> {
  try {
    await send('/api/auth/sign-out', 'POST', {})
  } catch (error) {
    return void toast.error(`You are still signed in. ${messageOf(error)}`)
  }
  announceSignOut()
  try {
    await forgetOfflineCopies()
  } finally {
    window.location.assign('/sign-in')
  }
}

/** `signOut` asks first if it would delete unsent changes; `question` is the dialog that asks. */
export function useSignOut() {
  const [unsent, setUnsent] = useState(0)
  return {
    signOut() {
      const { length } = unsentCopies()
      if (length > 0) afterMenu(() => setUnsent(length))
      else void endSession()
    },
    question: <ConfirmSignOut unsent={unsent} onClose={() => setUnsent(0)} />,
  }
}

interface ConfirmSignOutProps {
  /** How many documents have changes that a sign-out would delete. The question is open unless this is 0. */
  unsent: number
  onClose(): void
}

function ConfirmSignOut({ unsent, onClose }: ConfirmSignOutProps) {
  return (
    <Confirm
      open={unsent > 0}
      onOpenChange={onClose}
      title="Sign out and lose changes?"
      description={`${
        unsent === 1
          ? 'One document on this device has changes'
          : `${unsent} documents on this device have changes`
      } that were not sent yet. Signing out deletes them. Opening a document while online sends its changes.`}
      action="Sign out"
      cancel="Stay signed in"
      onConfirm={() => void endSession()}
    />
  )
}
