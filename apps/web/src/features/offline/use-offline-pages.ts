'use client'
import { useEffect } from 'react'

/** Lets this browser keep the pages of documents that were opened, so that a reload without network works. */
export function useOfflinePages(): void {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return
    navigator.serviceWorker
      .register('/service-worker.js')
      .then(() => navigator.serviceWorker.ready)
      // The page that is open was fetched before the worker was there: it is told to keep it.
      .then(({ active }) =>
        active?.postMessage({ type: 'keep', url: window.location.pathname, assets: loadedAssets() }),
      )
      .catch(() => undefined) // without it everything works but a reload offline
  }, [])
}

function loadedAssets(): string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(
      ({ origin, pathname }) => origin === window.location.origin && pathname.startsWith('/_next/static/'),
    )
    .map(({ pathname }) => pathname)
}
