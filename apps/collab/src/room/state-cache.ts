/**
 * A whole document as one update, for clients that have nothing yet. Encoding it costs as much as decoding it, and
 * after a restart hundreds of clients come at once. So it is kept for a while, and the first gets it as it was stored.
 */
import * as Y from 'yjs'

const KEPT_MS = 10_000

export interface StateCache {
  /** The document was loaded from this alone. */
  loadedFrom(state: Uint8Array): void
  state(): Uint8Array
}

/** @param document before anything is loaded into it. */
export function createStateCache(document: Y.Doc): StateCache {
  let kept: Uint8Array | undefined
  let forgetting: NodeJS.Timeout | undefined
  let changed = false

  document.on('update', () => {
    changed = true
    kept = undefined
  })

  function keep(state: Uint8Array): Uint8Array {
    clearTimeout(forgetting)
    forgetting = setTimeout(() => {
      kept = undefined
    }, KEPT_MS).unref()
    kept = state
    return state
  }

  return {
    loadedFrom(state) {
      // Loading emits no update. If there was one, from wherever, this is no longer the whole document.
      if (!changed) keep(state)
    },
    state: () => kept ?? keep(Y.encodeStateAsUpdate(document)),
  }
}
