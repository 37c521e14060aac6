import type { Executor } from '@quillwire/database'
import { type HistoricUpdate, unpackUpdates } from './packed-updates.ts'

type Row = Partial<HistoricUpdate> & { packed: Uint8Array | null; firstId: bigint; lastId: bigint }

/**
 * Every update of a document until this moment, from packed segments and rows alike, in the order of the rows' numbers.
 * A row that committed late may belong between those of a segment, and the history must read the same before and after
 * a compaction.
 */
export async function* readHistory(
  executor: Executor,
  documentId: string,
  until: Date = new Date(8.64e15),
): AsyncGenerator<HistoricUpdate> {
  // One statement, so that a compaction in between cannot hide rows or show them twice.
  const { rows } = await executor.query<Row>(
    `SELECT packed, first_id AS "firstId", last_id AS "lastId", NULL::bigint AS id, NULL::bytea AS update,
            NULL AS "actorType", NULL::uuid AS "actorId", NULL::timestamptz AS "createdAt"
       FROM document_segments WHERE document_id = $1::uuid AND first_at <= $2::timestamptz
     UNION ALL
     SELECT NULL, id, id, id, update, actor_type, actor_id, created_at
       FROM document_updates WHERE document_id = $1::uuid AND created_at <= $2::timestamptz
      ORDER BY 2, 3`,
    [documentId, until],
  )
  // Overlapping segments and rows are sorted together. Usually that is one segment or one row.
  for (let at = 0; at < rows.length; ) {
    const together: Row[] = []
    let end = rows[at]?.lastId ?? 0n
    for (let row = rows[at]; row && (together.length === 0 || row.firstId <= end); row = rows[++at]) {
      together.push(row)
      if (row.lastId > end) end = row.lastId
    }
    const updates = (await Promise.all(together.map(updatesOf))).flat()
    if (together.length > 1)
      updates.sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))
    for (const update of updates) if (update.createdAt <= until) yield update
  }
}

async function updatesOf(row: Row): Promise<HistoricUpdate[]> {
  const { packed, firstId, id, update, actorType = null, actorId = null, createdAt } = row
  if (packed) return await unpackUpdates(packed, firstId)
  return id && update && createdAt ? [{ id, update, actorType, actorId, createdAt }] : []
}
