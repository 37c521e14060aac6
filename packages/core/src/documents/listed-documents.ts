import { requireDocumentsScope } from '../access/document-facts.ts'
import type { Principal } from '../access/principal.ts'
import { KEY_ROLE, MEMBER_ROLE } from '../access/role-in-sql.ts'

export interface ListedDocuments {
  /** The workspace's documents, each with the principal's `role` on it, null when it may not see it. */
  sql: string
  /** The parameters of `sql`; further ones begin at $3. */
  values: unknown[]
  /** False for an API key that may only read. */
  mayWrite: boolean
}

const OF_MEMBER = `JOIN members m ON m.workspace_id = d.workspace_id AND m.user_id = $2::uuid
                   LEFT JOIN document_access a ON a.document_id = d.id AND a.user_id = $2::uuid`
const OF_KEY = 'JOIN api_keys k ON k.workspace_id = d.workspace_id AND k.id = $2::uuid'

/**
 * What lists of documents select from, or null for a principal that is in no workspace and sees no list.
 *
 * @throws `may_not_read_documents`
 */
export function listedDocuments(principal: Principal, workspaceId: string): ListedDocuments | null {
  if (principal.type !== 'user' && principal.type !== 'api_key') return null
  const asKey = principal.type === 'api_key'
  requireDocumentsScope(principal)
  return {
    sql: `SELECT d.id, d.title, d.parent_id, d.updated_at, d.trashed_at, ${asKey ? KEY_ROLE : MEMBER_ROLE} AS role
            FROM documents d ${asKey ? OF_KEY : OF_MEMBER}
           WHERE d.workspace_id = $1::uuid`,
    values: [workspaceId, principal.id],
    mayWrite: !asKey || principal.scopes.includes('documents:write'),
  }
}
