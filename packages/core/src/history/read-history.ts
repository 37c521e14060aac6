import type { Executor } from '@quillwire/database'
import { type HistoricUpdate, unpackUpdates } from './packed-updates.ts'

/** Every update of a document until this moment, in the order of the log: packed segments first, then its rows. */
export async function* readHistory(
  executor: Executor,
  documentId: string,
  until: Date = new Date(8.64e15),
): AsyncGenerator<HistoricUpdate> {
  // One statement, so that a compaction in between cannot hide rows or show them twice.
  const { rows } = await executor.query<Partial<HistoricUpdate> & { packed: Uint8Array | null }>(
    `SELECT packed, NULL::bytea AS update, NULL AS "actorType", NULL::uuid AS "actorId",
            NULL::timestamptz AS "createdAt", first_id AS place
       FROM document_segments WHERE document_id = $1::uuid AND first_at <= $2::timestamptz
     UNION ALL
     SELECT NULL, update, actor_type, actor_id, created_at, id
       FROM document_updates WHERE document_id = $1::uuid AND created_at <= $2::timestamptz
      ORDER BY place`,
    [documentId, until],
  )
  for (const { packed, update, actorType = null, actorId = null, createdAt } of rows) {
    if (packed) {
      for (const one of await unpackUpdates(packed)) if (one.createdAt <= until) yield one
    } else if (update && createdAt) yield { update, actorType, actorId, createdAt }
  }
}
