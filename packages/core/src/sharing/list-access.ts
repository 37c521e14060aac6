import { decideDocument, decideWorkspace } from '../access/decide.ts'
import { requireDocument } from '../access/document-facts.ts'
import { MEMBER_ROLE } from '../access/role-in-sql.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { byName } from '../workspaces/by-name.ts'

/** In the order of the list: those with a reason of their own come first. */
const sources = ['creator', 'grant', 'workspace'] as const

export interface PersonWithAccess {
  /** The address is null if the caller may not see who is in the workspace. */
  user: { id: string; name: string; email: string | null; image: string | null }
  role: DocumentRole
  source: (typeof sources)[number]
}

/**
 * Who has which role on the document, and why: the creator, people named, and everyone else by general access. A
 * visitor or guest who may not share the document sees only the first two.
 */
export async function listAccess(
  context: Context,
  input: { documentId: string },
): Promise<{ generalAccess: DocumentRole | null; items: PersonWithAccess[] }> {
  const { principal } = context
  const facts = await requireDocument(context.database, principal, input.documentId, 'read')
  const seesMembers =
    decideWorkspace(principal, 'see_members', facts.workspaceId) || decideDocument(principal, 'share', facts)
  const { rows } = await context.database.query<{
    id: string
    name: string
    email: string
    image: string | null
    role: DocumentRole
    source: PersonWithAccess['source']
  }>(
    `SELECT * FROM (
       SELECT u.id, u.name, u.email, u.image,
              ${MEMBER_ROLE} AS role,
              CASE WHEN d.created_by_type = 'user' AND d.created_by_id = u.id THEN 'creator'
                   WHEN a.role IS NOT NULL THEN 'grant' ELSE 'workspace' END AS source
         FROM documents d
         JOIN members m ON m.workspace_id = d.workspace_id
         JOIN users u ON u.id = m.user_id
         LEFT JOIN document_access a ON a.document_id = d.id AND a.user_id = u.id
        WHERE d.id = $1::uuid) AS people
      WHERE role IS NOT NULL AND ($2::boolean OR source <> 'workspace')`,
    [input.documentId, seesMembers],
  )
  return {
    generalAccess: facts.generalAccess,
    items: rows
      .map(({ role, source, email, ...user }) => ({
        user: { ...user, email: seesMembers ? email : null },
        role,
        source,
      }))
      .sort(
        (one, other) => sources.indexOf(one.source) - sources.indexOf(other.source) || byName(one, other),
      ),
  }
}
