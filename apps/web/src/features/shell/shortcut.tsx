'use client'
import { useSyncExternalStore } from 'react'

/** A shortcut as it is named on the keyboard in front of the reader. */
export function Shortcut({ letter }: { letter: string }) {
  const modifier = useSyncExternalStore(
    () => () => {},
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl '),
    // Nobody's keyboard is known to the server.
    () => null,
  )
  // A phone has no such key.
  return (
    <kbd className="font-sans text-(length:--tiny) pointer-coarse:hidden">
      {modifier && modifier + letter}
    </kbd>
  )
}
