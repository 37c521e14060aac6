import type { Executor } from '@quillwire/database'

/** One Yjs update on its way into the log. */
export interface LoggedUpdate {
  documentId: string
  update: Uint8Array
  /** Null for a change that nobody made. */
  actorType: string | null
  actorId: string | null
}

/**
 * Appends updates of any number of documents in one statement, and so in one commit. Updates of documents that were
 * deleted for good are dropped: nothing needs them, and they must not hold up the others.
 *
 * The updates travel as one binary value, with the position and length of each. An array of bytea would be hex-encoded
 * and escaped, which doubles the size and is most of the work of a commit.
 */
export async function appendUpdates(pool: Executor, updates: readonly LoggedUpdate[]): Promise<void> {
  const lengths = updates.map(({ update }) => update.byteLength)
  let end = 1 // SQL positions start at 1
  const starts = lengths.map((length) => {
    const start = end
    end += length
    return start
  })
  await pool.query(
    `INSERT INTO document_updates (document_id, update, actor_type, actor_id)
     SELECT d.id, substring($1::bytea FROM u.start FOR u.length), u.actor_type, u.actor_id
       FROM unnest($2::uuid[], $3::int[], $4::int[], $5::text[], $6::uuid[]) WITH ORDINALITY
            AS u (document_id, start, length, actor_type, actor_id, place)
       JOIN documents d ON d.id = u.document_id
      ORDER BY u.place`,
    [
      Buffer.concat(updates.map(({ update }) => update)),
      arrayOf(updates.map(({ documentId }) => documentId)),
      arrayOf(starts),
      arrayOf(lengths),
      arrayOf(updates.map(({ actorType }) => actorType)),
      arrayOf(updates.map(({ actorId }) => actorId)),
    ],
    'append-updates',
  )
}

/** An array of words, ids and numbers in PostgreSQL's text form. None of them needs escaping. */
function arrayOf(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}

/**
 * Appends one update within a transaction. Returns the id of its row.
 *
 * @param at when it was written, if that is not when the transaction began.
 */
export async function appendUpdate(
  tx: Executor,
  { documentId, update, actorType, actorId, at }: LoggedUpdate & { at?: Date | null },
): Promise<bigint> {
  const { rows } = await tx.query<{ id: bigint }>(
    `INSERT INTO document_updates (document_id, update, actor_type, actor_id, created_at)
     VALUES ($1::uuid, $2::bytea, $3, $4::uuid, coalesce($5::timestamptz, now())) RETURNING id`,
    [documentId, Buffer.from(update), actorType, actorId, at ?? null],
  )
  const [row] = rows
  if (!row) throw new Error('The update was not written.')
  return row.id
}

/**
 * The updates of these rows, for an open document that did not write them itself. Rows that compaction has merged
 * meanwhile are missing; the snapshot has what they held.
 */
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

/**
 * SQL: the time now, as rows of the log keep theirs. They round to milliseconds, whereas a `Date` is cut to them, which
 * would be before a row of the same millisecond that was already there.
 */
export const LOG_CLOCK = 'clock_timestamp()::timestamptz(3)'

/** The newest row of the whole log, and the time by the database's clock. */
export async function endOfLog(executor: Executor): Promise<{ id: bigint; at: Date }> {
  const { rows } = await executor.query<{ id: bigint; at: Date }>(
    'SELECT coalesce(max(id), 0) AS id, now() AS at FROM document_updates',
  )
  return rows[0] ?? { id: 0n, at: new Date(0) }
}
