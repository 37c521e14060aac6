/**
 * What somebody leaves behind, as conditions in SQL: $1 is the workspace and $2 the person. They are asked before, to say how
 * many it would be, and by what then ends them.
 */
import { MEMBER_ROLE } from '../access/role-in-sql.ts'
import { VALID_LINK } from '../access/valid-link.ts'
import { VALID_INVITATION } from '../invitations/valid-invitation.ts'

/** Made by the person, or by a key whose value they know. */
const MADE_BY_THEM = `(created_by_type = 'user' AND created_by_id = $2::uuid OR created_by_type = 'api_key'
  AND created_by_id IN (SELECT id FROM api_keys WHERE workspace_id = $1::uuid AND created_by_id = $2::uuid))`

/** Of `api_keys`. */
export const THEIR_KEYS = 'workspace_id = $1::uuid AND created_by_id = $2::uuid AND revoked_at IS NULL'

/** Of `webhook_endpoints`. */
export const THEIR_ENDPOINTS = `workspace_id = $1::uuid AND kind = 'webhook' AND status <> 'disabled' AND ${MADE_BY_THEM}`

/** Of `incoming_hooks`. Who stays in the workspace may write in their documents still: $3 tells whether they leave it. */
export const THEIR_HOOKS = `workspace_id = $1::uuid AND revoked_at IS NULL AND owner_gone_at IS NULL AND ${MADE_BY_THEM}
  AND ($3::boolean OR created_by_type = 'api_key')`

/** Of `share_links`. */
export const THEIR_LINKS = `document_id IN (SELECT id FROM documents WHERE workspace_id = $1::uuid) AND ${VALID_LINK} AND ${MADE_BY_THEM}`

/** Of `invitations`. $3 is `all` or `own`, and $4 the one that they joined by. */
export const KNOWN_INVITATIONS = `workspace_id = $1::uuid AND ${VALID_INVITATION}
  AND ($3::text = 'all' OR $3::text = 'own' AND (created_by_id = $2::uuid OR id = $4::uuid))`

/** Of `documents d`: those that nobody who stays ($2 is `NOBODY` where no person goes) may edit, nor therefore share. A key that ended with its maker can be renewed. */
export const NOBODY_ELSES = `NOT EXISTS (
    SELECT FROM members m LEFT JOIN document_access a ON a.document_id = d.id AND a.user_id = m.user_id
     WHERE m.workspace_id = d.workspace_id AND m.user_id <> $2::uuid AND ${MEMBER_ROLE} IN ('owner', 'editor'))
  AND NOT EXISTS (SELECT FROM api_keys k
     WHERE d.created_by_type = 'api_key' AND k.id = d.created_by_id AND 'documents:write' = ANY(k.scopes)
       AND (k.revoked_at IS NULL OR k.maker_gone))`

/** Of `documents d`: those that the person could edit by a role of their own, and nobody else. */
export const THEIRS_ALONE = `d.workspace_id = $1::uuid AND (
    d.created_by_type = 'user' AND d.created_by_id = $2::uuid
    OR EXISTS (SELECT FROM document_access a WHERE a.document_id = d.id AND a.user_id = $2::uuid AND a.role IN ('owner', 'editor')))
  AND ${NOBODY_ELSES}`
