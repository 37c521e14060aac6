'use client'
import { useSyncExternalStore } from 'react'

/** A shortcut, as the reader's own keyboard names it. */
export function Shortcut({ letter }: { letter: string }) {
  const modifier = useSyncExternalStore(
    () => () => {},
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl '),
    // The server does not know the reader's keyboard.
    () => null,
  )
  // Phones have no such key.
  return (
    <kbd className="font-sans text-(length:--tiny) pointer-coarse:hidden">
      {modifier && modifier + letter}
    </kbd>
  )
}
