/**
 * Applies what is stored to a Y.Doc without its `update` event. For that event Yjs encodes what a transaction brought.
 * Here that is the whole document: encoding costs nearly as much as decoding, and there is nobody to send it to.
 */
import * as Y from 'yjs'

/**
 * Applies a snapshot as compaction wrote it. At the end of a transaction Yjs looks through what is new for content that
 * was deleted, and for neighbours that can be one. In a snapshot both were found before it was encoded, so it is spared
 * that, a sixth of the whole, by making the transaction look as if it had ended where it began.
 */
export function applySnapshot(ydoc: Y.Doc, snapshot: Uint8Array): void {
  applyQuietly(ydoc, 'afterTransaction', [snapshot])
}

/** Applies rows of the log. */
export function applyRows(ydoc: Y.Doc, updates: readonly Uint8Array[]): void {
  if (updates.length > 0) applyQuietly(ydoc, 'afterTransactionCleanup', updates)
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
