'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { chooseWorkspace } from '@/lib/workspace-cookie.ts'

interface JoinButtonProps {
  token: string
  workspace: { id: string; name: string }
  /** The person is in the workspace already. */
  present: boolean
}

export function JoinButton({ token, workspace, present }: JoinButtonProps) {
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  async function join() {
    setBusy(true)
    setFailure('')
    try {
      await api('POST', '/invitations/accept', { token })
      chooseWorkspace(workspace.id)
      window.location.assign('/')
    } catch (error) {
      setFailure(messageOf(error))
      setBusy(false)
    }
  }
  return (
    <>
      {failure && <Failure message={failure} />}
      <Button className="justify-self-start" disabled={busy} onClick={join}>
        {present ? 'Open the workspace' : 'Join the workspace'}
      </Button>
    </>
  )
}
