'use client'
import { FormDialog } from '@/components/ui/form-dialog.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { EndpointForm } from './endpoint-form.tsx'

interface EndpointDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  endpoint?: Endpoint
  onSaved(endpoint: Endpoint): void
}

/** Adds an endpoint, or edits the given one, in a panel at the side, since the form is long. */
export function EndpointDialog({ open, onOpenChange, endpoint, onSaved }: EndpointDialogProps) {
  return (
    <FormDialog
      side
      open={open}
      onOpenChange={onOpenChange}
      title={endpoint ? 'Edit endpoint' : 'Add endpoint'}
      className="max-w-3xl"
    >
      {({ onChanged, close }) => (
        <EndpointForm
          endpoint={endpoint}
          onChanged={onChanged}
          onSaved={(saved) => {
            close()
            onSaved(saved)
          }}
        />
      )}
    </FormDialog>
  )
}
