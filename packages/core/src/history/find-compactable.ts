import type { Executor } from '@quillwire/database'

export interface CompactionThresholds {
  /** How many rows are worth a compaction. */
  updates: number
  /** Rows older than this are merged, however few they are. */
  hours: number
}

export interface CompactionSearch {
  /** The newest row at the previous search: only a document with newer rows can have become long since. */
  since: bigint
  /** Documents to leave alone. */
  except: readonly string[]
  limit: number
}

/** How many rows a search for old ones looks at, the oldest first. What is left is for the next search. */
const OLDEST_ROWS = 20_000

/**
 * Documents whose log is long or old. Looks only at the rows since the last search and at those with the lowest
 * numbers, so the cost depends on what was written meanwhile, however many documents and rows there are.
 */
export async function findCompactable(
  executor: Executor,
  { updates, hours }: CompactionThresholds,
  { since, except, limit }: CompactionSearch,
): Promise<string[]> {
  const { rows } = await executor.query<{ document_id: string }>(
    `(SELECT document_id
        FROM (SELECT DISTINCT document_id FROM document_updates
               WHERE id > $3::bigint AND document_id <> ALL ($4::uuid[])) AS written
       WHERE (SELECT count(*) FROM (
                SELECT FROM document_updates u WHERE u.document_id = written.document_id LIMIT $1::int) AS enough
             ) >= $1::int
       LIMIT $5::int)
     UNION
     (SELECT DISTINCT document_id
        FROM (SELECT document_id, created_at FROM document_updates
               WHERE document_id <> ALL ($4::uuid[]) ORDER BY id LIMIT ${OLDEST_ROWS}) AS oldest
       WHERE created_at < now() - make_interval(hours => $2::int)
       LIMIT $5::int)
     LIMIT $5::int`,
    [updates, hours, since, except, limit],
  )
  return rows.map(({ document_id }) => document_id)
}

/** The number of rows in the log of all documents, by the planner's estimate, which costs nothing. */
export async function estimateLogRows(executor: Executor): Promise<number> {
  const { rows } = await executor.query<{ estimate: number }>(
    `SELECT greatest(reltuples, 0)::float8 AS estimate FROM pg_class WHERE oid = 'document_updates'::regclass`,
  )
  return rows[0]?.estimate ?? 0
}
