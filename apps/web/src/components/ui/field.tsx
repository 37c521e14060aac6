'use client'
import { Label } from 'radix-ui'
import { type ReactNode, useId } from 'react'

interface FieldProps {
  label: string
  /** Gets the attributes that tie the control to its label, hint and error. */
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
  hint?: ReactNode
  error?: string | undefined
}

/** A labelled control with a hint, and an error that says what to do. */
export function Field({ label, children, hint, error }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  return (
    <div className="grid content-start gap-1.5">
      <Label.Root htmlFor={id} className="font-medium text-(length:--small)">
        {label}
      </Label.Root>
      {children({
        id,
        ...(hint || error ? { 'aria-describedby': noteId } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {(error || hint) && (
        <p
          id={noteId}
          className={error ? 'text-(length:--small) text-bad' : 'text-(length:--small) text-quiet'}
          role={error ? 'alert' : undefined}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  )
}
