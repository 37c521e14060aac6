'use client'
import { useLayoutEffect, useRef } from 'react'
import { giveOn, type Held, hold } from '@/lib/focus.ts'

/**
 * Gives the focus back to the element that had it before a dialog opened. Radix does so only for a trigger of its own,
 * but our dialogs are opened from elsewhere on the page. Returns the handler that the dialog calls when it has closed.
 */
export function useOpener(open: boolean): (event: Event) => void {
  const opener = useRef<Held | null>(null)
  // Before anything in the dialog exists that might take the focus.
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
