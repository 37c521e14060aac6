'use client'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'

/** The properties of a dialog that shows a key. */
export const shownKeyDialog = {
  held: true,
  title: 'Copy the key now',
  description: 'It is shown only once and can’t be looked up later.',
}

interface KeyToCopyProps {
  value: string
  onDone(): void
}

/** Shows a key, which is only ever shown once. */
export function KeyToCopy({ value, onDone }: KeyToCopyProps) {
  return (
    <div className="grid gap-4">
      <code
        data-testid="api-key"
        className="break-all rounded-md bg-sunken p-3 font-mono text-(length:--small)"
      >
        {value}
      </code>
      <div className="flex justify-end gap-2">
        <Button variant="secondary" size="sm" onClick={onDone}>
          Done
        </Button>
        <CopyButton primary text={value} label="Copy key" />
      </div>
    </div>
  )
}

/** The same in its own dialog, which is closed while the value is empty. */
export function ShownKey({ value, onDone }: KeyToCopyProps) {
  return (
    <Dialog {...shownKeyDialog} open={value !== ''} onOpenChange={onDone}>
      <KeyToCopy value={value} onDone={onDone} />
    </Dialog>
  )
}
