import type { Executor } from '@quillwire/database'

/**
 * Holds the document's row until the transaction ends, for whoever decides by it and then changes what belongs to it. Rows
 * that refer to it (the log's among them) go on being written meanwhile.
 *
 * @returns when it was had, by the database's clock: the transaction may have begun long before, and waited. Null where
 *   there is no such document.
 */
export async function lockDocument(tx: Executor, documentId: string): Promise<Date | null> {
  const { rows } = await tx.query<{ at: Date }>(
    // Looked at the clock behind the lock, and not with the row before it.
    `WITH document AS MATERIALIZED (SELECT FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE)
     SELECT clock_timestamp() AS at FROM document`,
    [documentId],
  )
  return rows[0]?.at ?? null
}
