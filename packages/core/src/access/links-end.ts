import type { Executor } from '@quillwire/database'
import type { Principal } from './principal.ts'
import { VALID_LINK } from './valid-link.ts'

/**
 * Milliseconds until the first of the principal's links to a document ends, by the database's clock. Null when none has
 * an end. No notification is sent at that moment, so the caller has to check the rights again by then.
 */
export async function linksEndIn(
  executor: Executor,
  principal: Principal,
  documentId: string,
): Promise<number | null> {
  const links = principal.type === 'user' || principal.type === 'guest' ? principal.shareLinkIds : []
  if (links.length === 0) return null
  const { rows } = await executor.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(expires_at) - now()) * 1000)::float8 AS ms
       FROM share_links WHERE document_id = $1::uuid AND id = ANY($2::uuid[]) AND ${VALID_LINK}`,
    [documentId, links],
  )
  return rows[0]?.ms ?? null
}
