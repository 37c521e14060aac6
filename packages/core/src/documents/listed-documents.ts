import type { Principal } from '../access/principal.ts'

export interface ListedDocuments {
  /** The workspace's documents, each with the principal's `role` on it, null where it may not see it. */
  sql: string
  /** Those of `sql`; further ones begin at $5. */
  values: unknown[]
  /** False for an API key that may only read. */
  mayWrite: boolean
}

/**
 * What lists of documents select from, or null for a key that may read none. It says in SQL what access/decide.ts says
 * of the role on a document, without share links: what one holds a link to is not listed.
 */
export function listedDocuments(principal: Principal, workspaceId: string): ListedDocuments | null {
  const asKey = principal.type === 'api_key'
  if (asKey && !principal.scopes.some((scope) => scope.startsWith('documents:'))) return null
  const principalId = principal.type === 'user' || asKey ? principal.id : null
  const everyMember = asKey || (principal.type === 'user' && principal.membership?.role !== 'guest')
  return {
    sql: `SELECT d.id, d.title, d.parent_id, d.updated_at, d.trashed_at,
                 CASE WHEN d.created_by_type = $3 AND d.created_by_id = $2::uuid THEN 'owner'
                      WHEN a.role IS NOT NULL THEN a.role::text
                      WHEN $4::boolean THEN d.general_access::text END AS role
            FROM documents d
            LEFT JOIN document_access a ON a.document_id = d.id AND $3 = 'user' AND a.user_id = $2::uuid
           WHERE d.workspace_id = $1::uuid`,
    values: [workspaceId, principalId, principal.type, everyMember],
    mayWrite: !asKey || principal.scopes.includes('documents:write'),
  }
}
