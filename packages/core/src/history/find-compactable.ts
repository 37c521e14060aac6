import type { Executor } from '@quillwire/database'

export interface CompactionThresholds {
  /** So many rows are worth a compaction. */
  updates: number
  /** Older rows are merged however few they are. */
  hours: number
}

/**
 * Documents whose log is long or old. By the index on document and number, and by the one on time; the documents
 * themselves are not looked at, so that it costs what the log costs, however many documents there are.
 */
export async function findCompactable(
  executor: Executor,
  { updates, hours }: CompactionThresholds,
  limit: number,
): Promise<string[]> {
  const { rows } = await executor.query<{ document_id: string }>(
    `(SELECT document_id FROM document_updates GROUP BY document_id HAVING count(*) >= $1::int LIMIT $3::int)
     UNION
     (SELECT DISTINCT document_id FROM document_updates
       WHERE created_at < now() - make_interval(hours => $2::int) LIMIT $3::int)
     LIMIT $3::int`,
    [updates, hours, limit],
  )
  return rows.map(({ document_id }) => document_id)
}

/** Rows in the log of all documents: what the planner knows, which costs nothing. */
export async function estimateLogRows(executor: Executor): Promise<number> {
  const { rows } = await executor.query<{ estimate: number }>(
    `SELECT greatest(reltuples, 0)::float8 AS estimate FROM pg_class WHERE oid = 'document_updates'::regclass`,
  )
  return rows[0]?.estimate ?? 0
}
