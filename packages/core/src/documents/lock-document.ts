/** Locks on a document, and before it on its workspace: docs/decisions/0038-order-of-locks.md. */
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

/** Nobody deletes the document until the transaction ends: for whoever looks whether it is there, and then refers to it. */
export async function keepDocument(tx: Executor, documentId: string): Promise<void> {
  await tx.query('SELECT FROM documents WHERE id = $1::uuid FOR KEY SHARE', [documentId])
}

/**
 * As `lockDocument`, for whoever changes who may do what with it: nobody leaves the workspace meanwhile, or is given what
 * nobody else may edit.
 */
export async function lockAccess(tx: Executor, documentId: string): Promise<void> {
  await tx.query(`${WORKSPACE_OF} FOR SHARE`, [documentId])
  await lockDocument(tx, documentId)
}

/** For whoever changes the tree: nobody else in the document's workspace does meanwhile, nor leaves it. */
export async function lockTree(tx: Executor, documentId: string): Promise<void> {
  await tx.query(`${WORKSPACE_OF} FOR NO KEY UPDATE`, [documentId])
}

/** The tree, and then the document. */
export async function lockPlace(tx: Executor, documentId: string): Promise<Date | null> {
  await lockTree(tx, documentId)
  return await lockDocument(tx, documentId)
}

const WORKSPACE_OF =
  'SELECT FROM workspaces WHERE id = (SELECT workspace_id FROM documents WHERE id = $1::uuid)'
