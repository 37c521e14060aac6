/**
 * Applies what is stored to a Y.Doc without its `update` event. For that event Yjs encodes what a transaction brought.
 * Here that is the whole document: encoding costs nearly as much as decoding, and there is nobody to send it to.
 */
import * as Y from 'yjs'

/**
 * Applies a snapshot that is the whole document. At the end of a transaction Yjs looks through what is new for content
 * that was deleted, and for neighbours that can be one piece. Compaction encoded the snapshot from a Y.Doc in which both
 * were found, so it is spared that, a sixth of the whole, by making the transaction look as if it had ended where it
 * began.
 */
export function applySnapshot(ydoc: Y.Doc, snapshot: Uint8Array): void {
  applyQuietly(ydoc, 'afterTransaction', [snapshot])
  // Yjs would have seen to this, too: a new document gets a random id, which may be that of somebody who wrote in it.
  if (ydoc.store.clients.has(ydoc.clientID)) ydoc.clientID = new Y.Doc().clientID
}

/**
 * Applies a snapshot, if there is one, and the rows written since. All in one transaction: where Yjs finds a change in a
 * text that was there before, it deletes marks that say the same twice. That would be in no row.
 */
export function applyRows(ydoc: Y.Doc, updates: readonly Uint8Array[]): void {
  applyQuietly(ydoc, 'afterTransactionCleanup', updates)
}

function applyQuietly(
  ydoc: Y.Doc,
  hushedAt: 'afterTransaction' | 'afterTransactionCleanup',
  updates: readonly Uint8Array[],
): void {
  ydoc.on(hushedAt, hush)
  try {
    ydoc.transact(() => {
      for (const update of updates) Y.applyUpdate(ydoc, update)
    })
  } finally {
    ydoc.off(hushedAt, hush)
  }
}

/** Yjs does nothing for a transaction that brought nothing. */
function hush(transaction: Y.Transaction): void {
  transaction.beforeState = transaction.afterState
  transaction.deleteSet.clients.clear()
}
