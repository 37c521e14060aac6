import type * as Y from 'yjs'

/** How many reloads of one tab are remembered. */
const RELOADS = 20

interface OwnClients {
  clients: ReadonlySet<number>
  /** To be called when the page leaves the document, which it may open again. */
  release(): void
}

/**
 * The client ids with which this tab writes and has written in the document: a reload has a new one, and what was
 * written offline before it is still one's own. Another tab's ids are not among them, even if the tab was duplicated,
 * for which the browser copies what a tab remembers: each letter is kept by one page alone.
 */
export function ownClients(documentId: string, ydoc: Y.Doc): OwnClients {
  const key = `quillwire.writer.${documentId}`
  const before = (sessionStorage.getItem(key) ?? '').split(',').filter(Boolean).map(Number).slice(-RELOADS)
  sessionStorage.setItem(key, [...before, ydoc.clientID].join(','))
  const clients = new Set([ydoc.clientID])
  const released = new AbortController()
  const { signal } = released
  const untilReleased = new Promise<void>((done) => {
    signal.addEventListener('abort', () => done())
  })
  for (const id of [ydoc.clientID, ...before]) {
    const take = () => {
      clients.add(id)
      return untilReleased
    }
    // The ids of another tab become this one's once that tab has gone. Without HTTPS a browser has no locks.
    if (navigator.locks)
      navigator.locks.request(`quillwire.writer.${id}`, { signal }, take).catch(() => undefined) // released before
    else void take()
  }
  return { clients, release: () => released.abort() }
}
