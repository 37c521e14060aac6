'use client'
import { useEffect } from 'react'

/** From now on the browser asks before this page is closed or left. Returns how to end that. */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault()
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}

/** The same for as long as something is true. */
export function useAskBeforeLeaving(needed: boolean) {
  useEffect(() => (needed ? askBeforeLeaving() : undefined), [needed])
}
