import type { KeyboardEvent as ReactKeyboardEvent } from 'react'

/** Whether an input method has this key, as the Enter that takes a candidate. */
export function isComposing({ nativeEvent }: ReactKeyboardEvent): boolean {
  return isComposingKey(nativeEvent)
}

/** In Safari the code of the key alone tells so. */
function isComposingKey({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}

/**
 * Keeps an Escape that takes back what is being composed from everything else, as dialogs and menus, which would close
 * over what is not written yet.
 */
export function keepComposingEscape(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isComposingKey(event)) event.stopImmediatePropagation()
  }
  window.addEventListener('keydown', onKeyDown, { capture: true })
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
}
