'use client'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Confirm, Dialog } from './dialog.tsx'

interface FormDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  title: string
  className?: string
  /** A panel at the side instead of a window in the middle. */
  side?: boolean
  children(form: { onChanged(changed: boolean): void; close(): void }): ReactNode
}

/** A dialog with a form that reports when it was changed: from then on, leaving without saving asks first. */
export function FormDialog({ open, onOpenChange, children, ...dialog }: FormDialogProps) {
  const [leaving, setLeaving] = useState(false)
  /** Not a state: an Escape between a keystroke and the next render would lose what was typed. */
  const changed = useRef(false)
  const onChanged = useCallback((now: boolean) => {
    changed.current = now
  }, [])
  const close = () => {
    onChanged(false)
    onOpenChange(false)
  }
  /** Where the browser's Back was to lead: the key of that history entry. */
  const left = useRef('')
  useEffect(() => {
    if (!open) return
    const onUnload = (event: BeforeUnloadEvent) => changed.current && event.preventDefault()
    const onNavigate = (event: NavigateEvent) => {
      if (!changed.current || event.navigationType !== 'traverse' || !event.cancelable) return
      event.preventDefault()
      left.current = event.destination.key
      setLeaving(true)
    }
    window.addEventListener('beforeunload', onUnload)
    // Not every browser has this yet. Without it, Back leaves without asking.
    window.navigation?.addEventListener('navigate', onNavigate)
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      window.navigation?.removeEventListener('navigate', onNavigate)
    }
  }, [open])
  return (
    <>
      <Dialog
        {...dialog}
        open={open}
        onOpenChange={(next) => {
          if (next || !changed.current) return onOpenChange(next)
          left.current = ''
          setLeaving(true)
        }}
      >
        <div
          className="contents"
          onInput={() => {
            changed.current = true
          }}
        >
          {children({ onChanged, close })}
        </div>
      </Dialog>
      <Confirm
        open={leaving}
        onOpenChange={setLeaving}
        title="Leave without saving?"
        description="Your changes in this form will be lost."
        action="Leave"
        cancel="Keep editing"
        onConfirm={() => {
          close()
          if (left.current) window.navigation.traverseTo(left.current)
        }}
      />
    </>
  )
}
