import type { Executor } from '@quillwire/database'

/**
 * Holds the document's row until the transaction ends, for whoever decides by it and then changes what belongs to it. Rows
 * that refer to it (the log's among them) go on being written meanwhile.
 */
export async function lockDocument(tx: Executor, documentId: string): Promise<void> {
  await tx.query('SELECT id FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE', [documentId])
}
