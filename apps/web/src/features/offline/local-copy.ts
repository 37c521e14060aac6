/**
 * The copy of a live document in this browser's IndexedDB. It is an extra: the document itself does not depend on it. A
 * browser may take the database away at any time (another tab deletes it, site data is cleared, the disk is full).
 * Failures are caught here: a listener of a Y.Doc that throws keeps the update from every listener after it, including
 * the one that sends it to the server.
 */
import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

export interface LocalCopyListeners {
  /** What was kept is in the document now. */
  onLoaded(): void
  /** Nothing is kept any longer. */
  onLost(): void
}

/** Fills the document from its copy and keeps what is written from then on. Returns a function that closes the copy. */
export function openLocalCopy(name: string, ydoc: Y.Doc, { onLoaded, onLost }: LocalCopyListeners) {
  const copy = new IndexeddbPersistence(name, ydoc)
  let closed = false
  const close = () => {
    if (closed) return
    closed = true
    ydoc.off('update', keep)
    copy.destroy().catch(() => undefined) // the database may never have opened
  }
  const lose = () => {
    if (closed) return
    close()
    onLost()
  }

  // The library's own listener throws where its database is closed. Ours replaces it.
  const store = copy._storeUpdate
  const keep = (update: Uint8Array, origin: unknown) => {
    try {
      store(update, origin)
    } catch {
      lose()
    }
  }
  ydoc.off('update', store)
  ydoc.on('update', keep)

  copy.once('synced', () => {
    if (!closed) onLoaded()
  })
  copy._db.then((database) => {
    // Deleted by another tab; closed by the browser; a write that failed, for example for lack of space.
    for (const type of ['versionchange', 'close', 'abort']) database.addEventListener(type, lose)
  }, lose)
  return close
}
