import type { Database, Executor } from '@quillwire/database'
import * as Y from 'yjs'
import { loadDocument, unreadable } from '../documents/load-document.ts'
import { writesMore } from '../documents/state-fingerprint.ts'
import { type HistoricUpdate, packUpdates } from './packed-updates.ts'

/** The most that one compaction takes, to bound its memory and the time of its transaction. */
const ROWS = 5000
const BYTES = 64 * 1024 * 1024

/**
 * Merges the oldest rows of a document's log into its snapshot, and packs them with their times and authors into a
 * segment of its history. Deletes exactly the rows that it merged, since rows commit out of order and one with a lower
 * number may still appear. Takes only what has been saved in the reader's sense: the next save reads from the rows who
 * wrote since the last one.
 *
 * Other processes may do the same at the same time, and others may write. Everything is in one transaction: if it is
 * killed at any point, nothing has changed.
 *
 * @returns how many rows were merged; 0 when another process is compacting it, or there is nothing to do.
 * @throws `document_unreadable` when a row cannot be read or is missing; everything is then left as it is.
 */
export async function compactDocument(
  database: Pick<Database, 'sqlTransaction'>,
  documentId: string,
): Promise<number> {
  return await database.sqlTransaction(async (tx) => {
    const { rows: locks } = await tx.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('compact ' || $1::text, 0)) AS locked`,
      [documentId],
    )
    if (!locks[0]?.locked) return 0
    // A concurrent deletion either waits until this is done, or came first.
    await tx.query('SELECT FROM documents WHERE id = $1::uuid FOR KEY SHARE', [documentId])
    const rows = await oldestRows(tx, documentId)
    const [first, last] = [rows[0], rows.at(-1)]
    if (!first || !last) return 0
    const state = await merge(tx, documentId, rows)
    await tx.query(
      `INSERT INTO document_snapshots (document_id, state, updated_at) VALUES ($1::uuid, $2::bytea, now())
           ON CONFLICT (document_id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`,
      [documentId, Buffer.from(state)],
    )
    const times = rows.map(({ createdAt }) => createdAt.getTime())
    await tx.query(
      `INSERT INTO document_segments (document_id, first_id, last_id, first_at, last_at, update_count, packed)
       VALUES ($1::uuid, $2::bigint, $3::bigint, $4::timestamptz, $5::timestamptz, $6::int, $7::bytea)`,
      [
        documentId,
        String(first.id),
        String(last.id),
        new Date(Math.min(...times)),
        new Date(Math.max(...times)),
        rows.length,
        Buffer.from(await packUpdates(rows)),
      ],
    )
    const { rows: deleted } = await tx.query(
      'DELETE FROM document_updates WHERE document_id = $1::uuid AND id = ANY ($2::bigint[]) RETURNING id',
      [documentId, rows.map(({ id }) => String(id))],
    )
    if (deleted.length !== rows.length)
      throw new Error(`Rows of ${documentId} vanished while they were merged.`)
    return rows.length
  })
}

async function oldestRows(tx: Executor, documentId: string): Promise<HistoricUpdate[]> {
  // Read before the rows: a save in between can only add to what is saved.
  const saved = await savedVector(tx, documentId)
  const { rows } = await tx.query<HistoricUpdate>(
    `SELECT id, update, actor_type AS "actorType", actor_id AS "actorId", created_at AS "createdAt"
       FROM (SELECT *, sum(octet_length(update)) OVER (ORDER BY id) AS size FROM (
              SELECT u.* FROM document_updates u JOIN document_contents c ON c.document_id = u.document_id
               WHERE u.document_id = $1::uuid AND u.created_at <= c.saved_at
               ORDER BY u.id LIMIT ${ROWS}) AS oldest) AS measured
      WHERE size - octet_length(update) < ${BYTES}
      ORDER BY id`,
    [documentId],
  )
  return saved.size === 0 ? rows : rows.filter(({ update }) => isSaved(update, saved))
}

/** Empty when an earlier version, which kept no state, did the last save. Then only its time tells what was saved. */
async function savedVector(tx: Executor, documentId: string): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ vector: Uint8Array }>(
    'SELECT state_vector AS vector FROM document_contents WHERE document_id = $1::uuid',
    [documentId],
  )
  return rows[0] ? Y.decodeStateVector(rows[0].vector) : new Map()
}

/** A row dated before the save may have been committed after it. The next save then still needs it for its author. */
function isSaved(update: Uint8Array, saved: ReadonlyMap<number, number>): boolean {
  try {
    return !writesMore(update, saved)
  } catch {
    // The merge reports a row that cannot be read.
    return true
  }
}

async function snapshotOf(tx: Executor, documentId: string): Promise<Uint8Array | undefined> {
  const { rows } = await tx.query<{ state: Uint8Array }>(
    'SELECT state FROM document_snapshots WHERE document_id = $1::uuid',
    [documentId],
  )
  return rows[0]?.state
}

async function merge(tx: Executor, documentId: string, rows: readonly HistoricUpdate[]): Promise<Uint8Array> {
  const snapshot = await snapshotOf(tx, documentId)
  const updates = [...(snapshot ? [snapshot] : []), ...rows.map(({ update }) => update)]
  const ydoc = new Y.Doc()
  try {
    ydoc.transact(() => {
      for (const update of updates) Y.applyUpdate(ydoc, update)
    })
    // Encoded from a Y.Doc, which drops what was deleted: that is in the history and need not be loaded every time.
    if (!ydoc.store.pendingStructs && !ydoc.store.pendingDs) return Y.encodeStateAsUpdate(ydoc)
  } catch (cause) {
    throw unreadable(documentId, cause)
  }
  // A row builds on one that is newer than these. The updates are merged as they are, and become complete when that row
  // is applied. If there is no such row, the document has a gap, and loading it throws.
  await loadDocument(tx, documentId)
  return Y.mergeUpdates(updates)
}
