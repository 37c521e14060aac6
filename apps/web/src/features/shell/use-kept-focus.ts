'use client'
import { useEffect } from 'react'
import { giveOn, type Held, hold, isThere } from '@/lib/focus.ts'

/**
 * Keeps the focus of a person at the keyboard when what had it goes away, as a row does that is deleted: what stands in its
 * place gets it, or else the page. A button that waits for an answer gets it back when it can be pressed again.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let held: Held | null = null
    let byKeyboard = false
    const onKeyDown = () => {
      byKeyboard = true
    }
    // Who goes by the mouse looks elsewhere already, and may have a menu open that closes when the focus goes away.
    const onPointerDown = () => {
      byKeyboard = false
      held = null
    }
    const onFocusIn = ({ target }: FocusEvent) => {
      held = byKeyboard && target instanceof HTMLElement ? hold(target) : null
    }
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget || !(target instanceof HTMLElement)) return
      // What is still there was left by the person, who clicked beside it.
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
      // A dialog and a menu give it back themselves.
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
