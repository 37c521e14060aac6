/**
 * Server-sent events for as long as the page is visible. Without HTTP/2, a browser has at most six connections to a
 * server for all its tabs together: streams of hidden tabs would block the others, and make the server read for nobody.
 * An `EventSource` that is answered with an error, as by a proxy whose server restarts, never reconnects by itself:
 * this one does.
 */

import { wasLeft } from './session-end.ts'

/** The wait after an error; it doubles with each further one. */
const AGAIN_MS = 1000
const AGAIN_AT_MOST_MS = 30_000

export interface WatchedEvents extends EventTarget {
  close(): void
}

/** @param names the events that are passed on. Those sent between two connections are missed. */
export function watchEvents(url: string, names: readonly string[]): WatchedEvents {
  const watched = new EventTarget()
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let againMs = AGAIN_MS

  function open() {
    if (wasLeft()) return
    const opened = new EventSource(url)
    source = opened
    for (const name of names) opened.addEventListener(name, () => watched.dispatchEvent(new Event(name)))
    opened.addEventListener('open', () => {
      againMs = AGAIN_MS
    })
    opened.addEventListener('error', () => {
      // After a broken connection it reconnects by itself.
      if (opened.readyState !== EventSource.CLOSED) return
      timer = setTimeout(open, againMs)
      againMs = Math.min(2 * againMs, AGAIN_AT_MOST_MS)
    })
  }

  function close() {
    clearTimeout(timer)
    source?.close()
  }

  function look() {
    close()
    againMs = AGAIN_MS
    if (!document.hidden) open()
  }

  document.addEventListener('visibilitychange', look)
  look()
  return Object.assign(watched, {
    close() {
      document.removeEventListener('visibilitychange', look)
      close()
    },
  })
}
