'use client'
import { useEffect } from 'react'

/** Lets this browser keep the pages of documents that were opened, so that a reload without network works. */
export function useOfflinePages(): void {
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return
    navigator.serviceWorker
      .register('/service-worker.js')
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => active?.postMessage({ type: 'keep', url: pageToKeep(), assets: loadedAssets() }))
      .catch(() => undefined) // without it everything works but a reload offline
  }, [])
}

/**
 * The page for the worker to keep; null where it was loaded through the worker, which does not see the router's pages.
 */
function pageToKeep(): string | null {
  const [loaded] = performance.getEntriesByType('navigation')
  const { pathname } = window.location
  const hasIt =
    loaded instanceof PerformanceNavigationTiming &&
    loaded.workerStart > 0 &&
    new URL(loaded.name).pathname === pathname
  return hasIt ? null : pathname
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
