/**
 * Server-sent events for as long as somebody looks at the page. A browser has six connections at most to a server without
 * HTTP/2, for all its tabs together: streams of tabs that nobody looks at would keep the others from everything, and have
 * the server read for nobody. And an `EventSource` that is answered with an error, as by a proxy whose server starts anew,
 * never comes back by itself.
 */

import { wasLeft } from './session-end.ts'

/** After an error, and longer with each that follows. */
const AGAIN_MS = 1000
const AGAIN_AT_MOST_MS = 30_000

export interface WatchedEvents extends EventTarget {
  close(): void
}

/** @param names of the events that are passed on. Where a stream opens anew, what was told meanwhile is missing. */
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
      // Of a line that broke it sees to by itself.
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
