import type { Executor } from '@quillwire/database'
import { documentNotFound, forbidden } from '../errors.ts'
import { type DocumentAction, type DocumentFacts, decideDocument, lacksDocuments } from './decide.ts'
import type { Principal } from './principal.ts'
import type { DocumentRole, WorkspaceRole } from './roles.ts'
import { VALID_LINK } from './valid-link.ts'

interface FactsRow {
  id: string
  workspace_id: string
  created_by_type: string
  created_by_id: string | null
  general_access: DocumentRole | null
  trashed: boolean
  workspace_role: WorkspaceRole | null
  grant: DocumentRole | null
  share_link_roles: DocumentRole[]
}

/** The facts about each of these documents that exist, in one query. */
export async function documentFacts(
  executor: Executor,
  principal: Principal,
  documentIds: readonly string[],
): Promise<Map<string, DocumentFacts>> {
  const userId = principal.type === 'user' ? principal.id : null
  const links = principal.type === 'user' || principal.type === 'guest' ? principal.shareLinkIds : []
  const { rows } = await executor.query<FactsRow>(
    `SELECT d.id, d.workspace_id, d.created_by_type, d.created_by_id, d.general_access,
            d.trashed_at IS NOT NULL AS trashed,
            m.role AS workspace_role,
            a.role AS grant,
            ARRAY(SELECT l.role::text FROM share_links l
                   WHERE l.document_id = d.id AND l.id = ANY($3::uuid[]) AND ${VALID_LINK}) AS share_link_roles
       FROM documents d
       LEFT JOIN members m ON m.workspace_id = d.workspace_id AND m.user_id = $2
       LEFT JOIN document_access a ON a.document_id = d.id AND a.user_id = $2
      WHERE d.id = ANY($1::uuid[])`,
    [documentIds, userId, links],
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        workspaceId: row.workspace_id,
        createdByType: row.created_by_type,
        createdById: row.created_by_id,
        generalAccess: row.general_access,
        trashed: row.trashed,
        workspaceRole: row.workspace_role,
        grant: row.grant,
        shareLinkRoles: row.share_link_roles,
      },
    ]),
  )
}

/** Reading is not listed: a principal that may not read the document is told that it does not exist. */
const refusal: Record<Exclude<DocumentAction, 'read'>, string> = {
  comment: 'You may read this document but not comment on it. Ask its owner for the right to comment.',
  write: 'You may not change this document. Ask its owner for the right to edit.',
  share: 'Only those who may edit this document by a role of their own can share it: a link is not enough.',
  trash:
    'Only those who may edit this document by a role of their own can put it in the trash: a link is not enough.',
  restore: 'You cannot restore this document, or it is not in the trash.',
  delete:
    'Only its owner, or an admin who may edit it, can delete a document for good, and only from the trash.',
}

/**
 * Tells an API key that may not read any document which scope it lacks. Given an empty list or "not found", its owner
 * would go looking for the documents. The error reveals nothing about any document.
 *
 * @throws `may_not_read_documents`
 */
export function requireDocumentsScope(principal: Principal): void {
  if (lacksDocuments(principal))
    throw forbidden(
      'may_not_read_documents',
      'This API key may not read documents: it needs the scope documents:read.',
    )
}

/**
 * The facts about the document, after checking that the principal may do this to it. Throws `document_not_found` also
 * when the principal may not read the document, so that ids reveal nothing.
 */
export async function requireDocument(
  executor: Executor,
  principal: Principal,
  documentId: string,
  action: DocumentAction,
): Promise<DocumentFacts> {
  requireDocumentsScope(principal)
  const facts = (await documentFacts(executor, principal, [documentId])).get(documentId)
  if (!facts || !decideDocument(principal, 'read', facts)) throw documentNotFound()
  if (action === 'read' || decideDocument(principal, action, facts)) return facts
  if (facts.trashed && action !== 'restore' && action !== 'delete')
    throw forbidden('document_trashed', 'This document is in the trash. Restore it before changing it.')
  throw forbidden(`may_not_${action}`, missingScope(principal, action) ?? refusal[action])
}

/** An API key cannot ask the owner for rights. It is told which scope it lacks, unless the document is closed to it. */
function missingScope(principal: Principal, action: DocumentAction): string | undefined {
  if (principal.type !== 'api_key' || principal.scopes.includes('documents:write')) return undefined
  const scope = action === 'comment' ? 'comments:write' : 'documents:write'
  return principal.scopes.includes(scope) ? undefined : `This API key needs the scope ${scope} for that.`
}
