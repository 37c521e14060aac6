import type { KeyboardEvent as ReactKeyboardEvent } from 'react'

/** Whether the key belongs to an input method, such as the Enter that accepts a candidate. */
export function isComposing({ nativeEvent }: ReactKeyboardEvent): boolean {
  return isComposingKey(nativeEvent)
}

/** In Safari only the key code tells. */
function isComposingKey({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}

/**
 * Hides an Escape that cancels a composition from everything else: dialogs and menus would close, and what is not
 * written yet would be lost.
 */
export function keepComposingEscape(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isComposingKey(event)) event.stopImmediatePropagation()
  }
  window.addEventListener('keydown', onKeyDown, { capture: true })
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
}
