'use client'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Textarea } from '@/components/ui/input.tsx'
import { cn } from '@/lib/cn.ts'
import { isComposing } from '@/lib/composing.ts'
import { dropText, type KeptTextName, keepText, keptText } from './kept-texts.ts'

interface CommentFormProps {
  /** The name under which its text is kept while the form is closed. */
  name: KeptTextName
  label: string
  action: string
  initial?: string
  autoFocus?: boolean
  /** Resolves when the comment is sent. Where that fails, the text stays. */
  onSubmit(body: string): Promise<unknown>
  onCancel?: () => void
}

export function CommentForm({
  name,
  label,
  action,
  initial = '',
  autoFocus,
  onSubmit,
  onCancel,
}: CommentFormProps) {
  const [body, setBody] = useState(() => keptText(name) ?? initial)
  const [busy, setBusy] = useState(false)
  const [focused, setFocused] = useState(autoFocus ?? false)
  const field = useRef<HTMLTextAreaElement>(null)
  // Without the browser's own scrolling, since a new card is put beside its text only after this.
  useEffect(() => {
    if (autoFocus) field.current?.focus({ preventScroll: true })
  }, [autoFocus])
  const open = focused || body !== '' || Boolean(onCancel)
  function cancel() {
    dropText(name)
    setFocused(false)
    onCancel?.()
  }
  async function submit() {
    if (!body.trim() || busy) return
    setBusy(true)
    // Another form of this name may be opened meanwhile.
    dropText(name)
    try {
      await onSubmit(body)
      setBody('')
      setFocused(false)
    } catch {
      // The caller shows the failure. What was written stays here.
      if (keptText(name) === undefined) keepText(name, body)
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
        className={cn(
          'field-sizing-content max-h-80 resize-none',
          !open && 'min-h-9 pointer-coarse:min-h-11',
        )}
        value={body}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          if (body === initial) dropText(name)
        }}
        onChange={(event) => {
          setBody(event.target.value)
          keepText(name, event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void submit()
          // Only the button discards what was written: Escape is soon pressed, for an input method or a menu.
          if (event.key === 'Escape' && onCancel && body === initial && !isComposing(event)) cancel()
        }}
      />
      {open && (
        <div className="flex justify-end gap-1.5">
          {(onCancel || body === '') && (
            <Button variant="ghost" size="sm" onClick={cancel}>
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
