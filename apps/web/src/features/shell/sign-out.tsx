'use client'
import { toast } from 'sonner'
import { Confirm } from '@/components/ui/dialog.tsx'
import { forgetOfflineCopies } from '@/features/offline/offline-copies.ts'
import { messageOf, send } from '@/lib/api.ts'
import { announceSignOut } from '@/lib/session-end.ts'

/** Ends the session, deletes what this device keeps of documents, and leaves. */
export async function signOut(): Promise<void> {
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

interface ConfirmSignOutProps {
  /** How many documents have changes that a sign-out would delete; the question is open where there are any. */
  unsent: number
  onClose(): void
}

export function ConfirmSignOut({ unsent, onClose }: ConfirmSignOutProps) {
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
      onConfirm={() => void signOut()}
    />
  )
}
