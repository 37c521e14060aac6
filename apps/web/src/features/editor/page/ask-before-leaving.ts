'use client'
import { useEffect } from 'react'

/** Has the browser ask before this page is closed or left. Returns a function that ends this. */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault()
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}

/** The same for as long as `needed` is true, and also for links to other pages of the product. */
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

/** Keeps a link from the router, which would change the page without the browser, and so without asking. */
function openByBrowser(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('a[href^="/"]')) event.stopPropagation()
}
