'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'

interface ShownKeyProps {
  /** Empty: the dialog is shut. */
  value: string
  onDone(): void
}

/** The one time that a key is seen. */
export function ShownKey({ value, onDone }: ShownKeyProps) {
  // It stays in view while the dialog fades.
  const [shown, setShown] = useState(value)
  if (value !== '' && value !== shown) setShown(value)
  return (
    <Dialog
      held
      open={value !== ''}
      onOpenChange={onDone}
      title="Copy the key now"
      description="It is shown only once and can’t be looked up later."
    >
      <div className="grid gap-4">
        <code
          data-testid="api-key"
          className="break-all rounded-md bg-sunken p-3 font-mono text-(length:--small)"
        >
          {shown}
        </code>
        <div className="flex justify-end gap-2">
          <Button variant="secondary" size="sm" onClick={onDone}>
            Done
          </Button>
          <CopyButton primary text={shown} label="Copy key" />
        </div>
      </div>
    </Dialog>
  )
}
