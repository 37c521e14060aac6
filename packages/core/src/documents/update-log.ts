import type { Executor } from '@quillwire/database'

/** One Yjs update on its way into the log. */
export interface LoggedUpdate {
  documentId: string
  update: Uint8Array
  actorType: string
  actorId: string | null
}

/**
 * Appends updates of any number of documents in one statement, so in one commit. Updates of documents that have been
 * deleted for good are left out: there is nothing to keep them for, and they are not to hold up the others.
 *
 * @returns the documents and ids of the rows that were written.
 */
export async function appendUpdates(
  pool: Executor,
  updates: readonly LoggedUpdate[],
): Promise<{ id: bigint; documentId: string }[]> {
  const { rows } = await pool.query<{ id: bigint; document_id: string }>(
    `INSERT INTO document_updates (document_id, update, actor_type, actor_id)
     SELECT d.id, u.update, u.actor_type, u.actor_id
       FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::uuid[]) WITH ORDINALITY
            AS u (document_id, update, actor_type, actor_id, place)
       JOIN documents d ON d.id = u.document_id
      ORDER BY u.place
     RETURNING id, document_id`,
    [
      updates.map(({ documentId }) => documentId),
      updates.map(({ update }) => Buffer.from(update.buffer, update.byteOffset, update.byteLength)),
      updates.map(({ actorType }) => actorType),
      updates.map(({ actorId }) => actorId),
    ],
  )
  return rows.map(({ id, document_id }) => ({ id, documentId: document_id }))
}

/** Appends one update within a transaction. Returns the id of its row. */
export async function appendUpdate(
  tx: Executor,
  { documentId, update, actorType, actorId }: LoggedUpdate,
): Promise<bigint> {
  const { rows } = await tx.query<{ id: bigint }>(
    `INSERT INTO document_updates (document_id, update, actor_type, actor_id)
     VALUES ($1::uuid, $2::bytea, $3, $4::uuid) RETURNING id`,
    [documentId, Buffer.from(update), actorType, actorId],
  )
  const [row] = rows
  if (!row) throw new Error('The update was not written.')
  return row.id
}

/** The updates of these rows, for an open document that did not write them itself. */
export async function readUpdates(
  executor: Executor,
  documentId: string,
  ids: readonly string[],
): Promise<{ id: bigint; update: Uint8Array }[]> {
  const { rows } = await executor.query<{ id: bigint; update: Uint8Array }>(
    `SELECT id, update FROM document_updates WHERE document_id = $1::uuid AND id = ANY($2::bigint[]) ORDER BY id`,
    [documentId, ids],
  )
  return rows
}
