/** Locks on a document, and before that on its workspace: docs/decisions/0038-order-of-locks.md. */
import type { Executor } from '@quillwire/database'
import { LOG_CLOCK } from './update-log.ts'

/**
 * Locks the document's row until the transaction ends, for a caller that decides by it and then changes what belongs to
 * it. Rows that refer to it, such as those of the log, can still be written meanwhile.
 *
 * @returns when the lock was obtained, by the database's clock: the transaction may have begun long before, and waited.
 * Null when there is no such document.
 */
export async function lockDocument(tx: Executor, documentId: string): Promise<Date | null> {
  const { rows } = await tx.query<{ at: Date }>(
    // The clock is read after the row was locked, not together with the row before that.
    `WITH document AS MATERIALIZED (SELECT FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE)
     SELECT ${LOG_CLOCK} AS at FROM document`,
    [documentId],
  )
  return rows[0]?.at ?? null
}

/** Keeps the document from being deleted until the transaction ends, for a caller that checks and then refers to it. */
export async function keepDocument(tx: Executor, documentId: string): Promise<void> {
  await tx.query('SELECT FROM documents WHERE id = $1::uuid FOR KEY SHARE', [documentId])
}

/**
 * Like `lockDocument`, for a caller that changes who may do what with the document. Meanwhile, nobody leaves the
 * workspace or is given documents that nobody else may edit.
 */
export async function lockAccess(tx: Executor, documentId: string): Promise<void> {
  await tx.query(`${WORKSPACE_OF} FOR SHARE`, [documentId])
  await lockDocument(tx, documentId)
}

/** For a caller that changes the tree. Meanwhile, nobody else changes it or leaves the document's workspace. */
export async function lockTree(tx: Executor, documentId: string): Promise<void> {
  await tx.query(`${WORKSPACE_OF} FOR NO KEY UPDATE`, [documentId])
}

/** Locks the tree, and then the document. */
export async function lockPlace(tx: Executor, documentId: string): Promise<Date | null> {
  await lockTree(tx, documentId)
  return await lockDocument(tx, documentId)
}

const WORKSPACE_OF =
  'SELECT FROM workspaces WHERE id = (SELECT workspace_id FROM documents WHERE id = $1::uuid)'
