'use client'
import { useLayoutEffect, useRef } from 'react'
import { giveOn, type Held, hold } from '@/lib/focus.ts'

/**
 * Gives the focus back to what had it before a dialog opened: Radix does so for a trigger of its own only, and our dialogs
 * are opened from elsewhere on the page. Returns what the dialog is to call when it has closed.
 */
export function useOpener(open: boolean): (event: Event) => void {
  const opener = useRef<Held | null>(null)
  // Before anything in the dialog is there, which might take the focus.
  useLayoutEffect(() => {
    if (!open) return
    const { activeElement } = document
    const known = activeElement instanceof HTMLElement && activeElement !== document.body
    opener.current = known ? hold(activeElement) : null
  }, [open])
  return (event) => {
    event.preventDefault()
    if (opener.current) giveOn(opener.current)
  }
}
