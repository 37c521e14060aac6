'use client'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Select } from '@/components/ui/input.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { useRotateSecret } from '../use-endpoints.ts'

const overlaps = [
  [24, 'For 24 hours'],
  [1, 'For 1 hour'],
  [72, 'For 3 days'],
  [168, 'For 7 days'],
  [0, 'Not at all (it leaked)'],
] as const

interface RotateDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  endpoint: Endpoint
  onRotated(): void
}

export function RotateDialog({ open, onOpenChange, endpoint, onRotated }: RotateDialogProps) {
  const [hours, setHours] = useState(24)
  const rotate = useRotateSecret(endpoint.id)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rotate the secret"
      description="Creates a new signing secret. While both are valid, requests carry a signature for each."
      className="max-w-md"
    >
      <div className="grid gap-5 pt-2">
        <Field
          label="Keep the old secret valid"
          hint={
            hours === 0
              ? 'Verification fails until the receiver has the new secret.'
              : 'Give the receiver the new secret within this time.'
          }
        >
          {(control) => (
            <Select {...control} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
              {overlaps.map(([value, title]) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button
            variant={hours === 0 ? 'danger' : 'primary'}
            disabled={rotate.isPending}
            onClick={() =>
              rotate.mutate(hours, {
                onSuccess: () => {
                  onRotated()
                  onOpenChange(false)
                  toast('The endpoint has a new secret.')
                },
              })
            }
          >
            Create new secret
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
