import type * as Y from 'yjs'
import type { Transaction } from 'yjs'

/**
 * Runs what loads a document, in one transaction, without the `update` event of it. Yjs writes for that event what the
 * transaction brought, and here this is the whole document: to write it costs nearly as much as to read it, and nobody is
 * there who lacks it. A transaction from which nothing came is not written, so this one is told that it ends where it began.
 */
export async function loadQuietly<T>(document: Y.Doc, load: () => Promise<T>): Promise<T> {
  const hush = (transaction: Transaction) => {
    if (transaction.origin !== 'load') return
    transaction.beforeState = transaction.afterState
    transaction.deleteSet.clients.clear()
  }
  document.on('afterTransactionCleanup', hush)
  try {
    return await load()
  } finally {
    document.off('afterTransactionCleanup', hush)
  }
}
