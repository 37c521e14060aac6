'use client'
import { useEffect } from 'react'
import { giveOn, type Held, hold, isThere } from '@/lib/focus.ts'

/**
 * Keeps the focus for keyboard users when the focused element goes away, as in a deleted row: the element in its place
 * gets the focus, else the page. A button that is disabled while it waits for an answer gets it back afterwards.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let held: Held | null = null
    let byKeyboard = false
    const onKeyDown = () => {
      byKeyboard = true
    }
    // Mouse users already look elsewhere, and may have opened a menu that closes when it loses the focus.
    const onPointerDown = () => {
      byKeyboard = false
      held = null
    }
    const onFocusIn = ({ target }: FocusEvent) => {
      held = byKeyboard && target instanceof HTMLElement ? hold(target) : null
    }
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget || !(target instanceof HTMLElement)) return
      // If the element is still there, the person has left it by clicking beside it.
      queueMicrotask(() => {
        if (isThere(target) && document.activeElement === document.body) held = null
      })
    }
    const observer = new MutationObserver(() => {
      if (!held || document.activeElement !== document.body) return
      const { element } = held
      if (element.isConnected && element.matches(':disabled')) return
      const gone = held
      held = null
      // Dialogs and menus give the focus back themselves.
      if (element.closest('[role=dialog], [role=menu]')?.isConnected !== false) giveOn(gone)
    })
    document.addEventListener('keydown', onKeyDown, { capture: true })
    document.addEventListener('pointerdown', onPointerDown, { capture: true })
    document.addEventListener('focusin', onFocusIn)
    document.addEventListener('focusout', onFocusOut, { capture: true })
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    return () => {
      document.removeEventListener('keydown', onKeyDown, { capture: true })
      document.removeEventListener('pointerdown', onPointerDown, { capture: true })
      document.removeEventListener('focusin', onFocusIn)
      document.removeEventListener('focusout', onFocusOut, { capture: true })
      observer.disconnect()
    }
  }, [])
}
