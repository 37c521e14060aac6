import type * as Y from 'yjs'
import type { Transaction } from 'yjs'

/**
 * Runs what loads a document in one transaction, without its `update` event. For that event Yjs encodes what the
 * transaction brought. Here that is the whole document: encoding costs nearly as much as decoding, and nobody needs it.
 * Yjs does not encode a transaction that brought nothing, so this one is made to look as if it ended where it began.
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
