'use client'
import { useEffect } from 'react'

/** From now on the browser asks before this page is closed or left. Returns how to end that. */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault()
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}

/** The same for as long as something is true, and also where a link leads to another page of the product. */
export function useAskBeforeLeaving(needed: boolean) {
  useEffect(() => {
    if (!needed) return
    const stopAsking = askBeforeLeaving()
    window.addEventListener('click', openByBrowser, true)
    return () => {
      stopAsking()
      window.removeEventListener('click', openByBrowser, true)
    }
  }, [needed])
}

/** Keeps a link from the router, which changes the page without the browser: that would not ask. */
function openByBrowser(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('a[href^="/"]')) event.stopPropagation()
}
