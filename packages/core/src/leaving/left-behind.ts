/**
 * What a person leaves behind, as SQL conditions: $1 is the workspace and $2 the person. They are used to announce how
 * much it would be, and by the statements that then end it.
 */
import { MEMBER_ROLE } from '../access/role-in-sql.ts'
import { VALID_LINK } from '../access/valid-link.ts'
import { VALID_INVITATION } from '../invitations/valid-invitation.ts'

/** Made by the person, or by a key whose value they know. */
const MADE_BY_THEM = `(created_by_type = 'user' AND created_by_id = $2::uuid OR created_by_type = 'api_key'
  AND created_by_id IN (SELECT id FROM api_keys WHERE workspace_id = $1::uuid AND created_by_id = $2::uuid))`

/** Condition on `api_keys`. */
export const THEIR_KEYS = 'workspace_id = $1::uuid AND created_by_id = $2::uuid AND revoked_at IS NULL'

/** Condition on `webhook_endpoints`. */
export const THEIR_ENDPOINTS = `workspace_id = $1::uuid AND kind = 'webhook' AND status <> 'disabled' AND ${MADE_BY_THEM}`

/** Condition on `incoming_hooks`. $3: whether they leave. If they stay, they may still write in their documents. */
export const THEIR_HOOKS = `workspace_id = $1::uuid AND revoked_at IS NULL AND owner_gone_at IS NULL AND ${MADE_BY_THEM}
  AND ($3::boolean OR created_by_type = 'api_key')`

/** Condition on `share_links`. */
export const THEIR_LINKS = `document_id IN (SELECT id FROM documents WHERE workspace_id = $1::uuid) AND ${VALID_LINK} AND ${MADE_BY_THEM}`

/** Condition on `invitations`. $3 is `all`, `own` or `none`, and $4 the one that they joined through. */
export const KNOWN_INVITATIONS = `workspace_id = $1::uuid AND ${VALID_INVITATION}
  AND ($3::text = 'all' OR $3::text = 'own' AND (created_by_id = $2::uuid OR id = $4::uuid))`

/**
 * Condition on `documents d`: nobody who stays may edit, and therefore share, the document. $2 is `NOBODY` when no
 * person leaves. A key that ended with its maker counts as able to edit, since it can be renewed.
 */
export const NOBODY_ELSES = `NOT EXISTS (
    SELECT FROM members m LEFT JOIN document_access a ON a.document_id = d.id AND a.user_id = m.user_id
     WHERE m.workspace_id = d.workspace_id AND m.user_id <> $2::uuid AND ${MEMBER_ROLE} IN ('owner', 'editor'))
  AND NOT EXISTS (SELECT FROM api_keys k
     WHERE d.created_by_type = 'api_key' AND k.id = d.created_by_id AND 'documents:write' = ANY(k.scopes)
       AND (k.revoked_at IS NULL OR k.maker_gone))`

/** Condition on `documents d`: the person could edit the document by a role of their own, and nobody else could. */
export const THEIRS_ALONE = `d.workspace_id = $1::uuid AND (
    d.created_by_type = 'user' AND d.created_by_id = $2::uuid
    OR EXISTS (SELECT FROM document_access a WHERE a.document_id = d.id AND a.user_id = $2::uuid AND a.role IN ('owner', 'editor')))
  AND ${NOBODY_ELSES}`
