'use client'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Textarea } from '@/components/ui/input.tsx'

interface CommentFormProps {
  label: string
  action: string
  initial?: string
  autoFocus?: boolean
  /** Resolves when it is sent; the text stays where it fails. */
  onSubmit(body: string): Promise<unknown>
  onCancel?: () => void
}

export function CommentForm({
  label,
  action,
  initial = '',
  autoFocus,
  onSubmit,
  onCancel,
}: CommentFormProps) {
  const [body, setBody] = useState(initial)
  const [busy, setBusy] = useState(false)
  const [focused, setFocused] = useState(autoFocus ?? false)
  const field = useRef<HTMLTextAreaElement>(null)
  // Without the browser's own scrolling: a card that is new is put beside its text only after this.
  useEffect(() => {
    if (autoFocus) field.current?.focus({ preventScroll: true })
  }, [autoFocus])
  const open = focused || body !== '' || Boolean(onCancel)
  async function submit() {
    if (!body.trim() || busy) return
    setBusy(true)
    try {
      await onSubmit(body)
      setBody('')
      setFocused(false)
    } catch {
      // The failure is shown by whoever sends; what was written stays here.
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Textarea
        ref={field}
        aria-label={label}
        placeholder={label}
        rows={open ? 3 : 1}
        className={open ? '' : 'min-h-9'}
        value={body}
        onFocus={() => setFocused(true)}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void submit()
          if (event.key === 'Escape') onCancel?.()
        }}
      />
      {open && (
        <div className="flex justify-end gap-1.5">
          {(onCancel || body === '') && (
            <Button
              variant="ghost"
              size="sm"
              onClick={() => {
                setFocused(false)
                onCancel?.()
              }}
            >
              Cancel
            </Button>
          )}
          <Button type="submit" size="sm" disabled={!body.trim() || busy}>
            {action}
          </Button>
        </div>
      )}
    </form>
  )
}
