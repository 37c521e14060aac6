/** What the log tells about the time since the last save of a document: who wrote, and what a state may lack. */
import type { Executor } from '@quillwire/database'
import type { Actor } from '@quillwire/events'
import * as Y from 'yjs'
import { NOBODY } from '../access/nobody.ts'
import { ENDPOINT_NAME } from '../events/endpoint-name.ts'
import { type StateMark, writesMore } from './state-fingerprint.ts'

/** SQL FROM clause: the rows of document $1 that integrations wrote. */
export const BY_INTEGRATIONS = `FROM document_updates u WHERE u.document_id = $1::uuid AND u.actor_type = 'integration'`

/** Whether an integration wrote something since the last save that is missing from this state. */
export async function lacksWordsOfIntegrations(
  tx: Executor,
  documentId: string,
  own: StateMark,
): Promise<boolean> {
  const { rows } = await tx.query<{ update: Uint8Array }>(
    `SELECT u.update ${BY_INTEGRATIONS}
        AND u.created_at > (SELECT saved_at FROM document_contents WHERE document_id = $1::uuid)`,
    [documentId],
  )
  const vector = Y.decodeStateVector(own.stateVector)
  return rows.some(({ update }) => writesMore(update, vector))
}

/** How late a row can be: a commit takes milliseconds, and another sync server's update arrives sooner than this. */
const LATE_BY_AT_MOST = '10 seconds'

/**
 * Rows are dated when their transaction begins, so a row older than the last save may have been committed after it. For
 * each author without newer rows, the rows shortly before the save are checked for content that was not saved then.
 *
 * @returns the ids of the late rows.
 */
async function lateRows(tx: Executor, documentId: string, mark: StateMark | null): Promise<string[]> {
  if (!mark) return []
  const { rows } = await tx.query<{ id: bigint; update: Uint8Array }>(
    `WITH since AS MATERIALIZED (
       SELECT DISTINCT actor_type, coalesce(actor_id, '${NOBODY}') AS actor_id
         FROM document_updates
        WHERE document_id = $1::uuid AND actor_type IS NOT NULL
          AND created_at > (SELECT saved_at FROM document_contents WHERE document_id = $1::uuid))
     SELECT u.id, u.update
       FROM document_updates u JOIN document_contents c ON c.document_id = u.document_id
      WHERE u.document_id = $1::uuid AND u.actor_type IS NOT NULL
        AND u.created_at <= c.saved_at AND u.created_at > c.saved_at - interval '${LATE_BY_AT_MOST}'
        -- NULL cannot be hashed, and both sides may have thousands of rows. The system actor has no id.
        AND NOT EXISTS (
          SELECT FROM since s
           WHERE s.actor_type = u.actor_type AND s.actor_id = coalesce(u.actor_id, '${NOBODY}'))`,
    [documentId],
  )
  const saved = Y.decodeStateVector(mark.stateVector)
  return rows.filter(({ update }) => writesMore(update, saved)).map(({ id }) => String(id))
}

/** Who wrote rows of the log since the last save, which left this mark. The most recent author is last. */
export async function editorsSinceLastSave(
  tx: Executor,
  documentId: string,
  mark: StateMark | null,
): Promise<Actor[]> {
  const late = await lateRows(tx, documentId, mark)
  const { rows } = await tx.query<NamedEditor>(
    `SELECT l.actor_type AS type, l.actor_id AS id, coalesce(u.name, k.name, i.name) AS name
       FROM (SELECT actor_type, actor_id, max(id) AS latest FROM document_updates
              WHERE document_id = $1::uuid AND actor_type IS NOT NULL
                AND (id = ANY ($2::bigint[]) OR created_at > coalesce(
                      (SELECT saved_at FROM document_contents WHERE document_id = $1::uuid), '-infinity'))
              GROUP BY actor_type, actor_id) AS l
       LEFT JOIN users u ON l.actor_type = 'user' AND u.id = l.actor_id
       LEFT JOIN api_keys k ON l.actor_type = 'api_key' AND k.id = l.actor_id
       LEFT JOIN LATERAL (
         SELECT ${ENDPOINT_NAME} AS name FROM webhook_endpoints WHERE id = l.actor_id
         UNION ALL SELECT name FROM incoming_hooks WHERE id = l.actor_id) AS i
              ON l.actor_type = 'integration'
      ORDER BY l.latest`,
    [documentId, late],
  )
  return rows.map(named)
}

type NamedEditor = Omit<Actor, 'name'> & { name: string | null }

function named({ type, id, name }: NamedEditor): Actor {
  return { type, id, name: name ?? (type === 'guest' ? 'Guest' : 'Quillwire') }
}
