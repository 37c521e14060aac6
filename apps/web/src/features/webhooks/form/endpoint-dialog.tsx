'use client'
import { useState } from 'react'
import { Confirm, Dialog } from '@/components/ui/dialog.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { EndpointForm } from './endpoint-form.tsx'

interface EndpointDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  endpoint?: Endpoint
  onSaved(endpoint: Endpoint): void
}

/** Adds an endpoint, or edits the one that is given, in a panel at the side: the form is long. */
export function EndpointDialog({ open, onOpenChange, endpoint, onSaved }: EndpointDialogProps) {
  const [changed, setChanged] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const close = () => {
    setChanged(false)
    onOpenChange(false)
  }
  return (
    <>
      <Dialog
        side
        open={open}
        onOpenChange={(next) => {
          if (!next && changed) setLeaving(true)
          else onOpenChange(next)
        }}
        title={endpoint ? 'Edit endpoint' : 'Add endpoint'}
        className="max-w-3xl"
      >
        <EndpointForm
          endpoint={endpoint}
          onChanged={setChanged}
          onSaved={(saved) => {
            close()
            onSaved(saved)
          }}
        />
      </Dialog>
      <Confirm
        open={leaving}
        onOpenChange={setLeaving}
        title="Leave without saving?"
        description="What you entered in this form is lost."
        action="Leave"
        onConfirm={close}
      />
    </>
  )
}
