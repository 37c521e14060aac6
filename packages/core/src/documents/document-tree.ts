import { workspaceOf } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { listedDocuments } from './listed-documents.ts'

/** A document as a row of the tree shows it. */
export interface TreeDocument {
  id: string
  title: string
  /** May be a document that the principal cannot see; this one then stands at the top. */
  parentId: string | null
  /** Whether documents can be put under it. */
  canWrite: boolean
}

/**
 * All documents that the principal may see and that are not in the trash, by title. The list is complete, because a
 * tree cannot be shown in parts: every document needs its ancestors.
 */
export async function documentTree(context: Context): Promise<TreeDocument[]> {
  const workspaceId = workspaceOf(context.principal)
  const listed = listedDocuments(context.principal, workspaceId)
  if (!listed) return []
  const { rows } = await context.database.query<{
    id: string
    title: string
    parent_id: string | null
    role: string
  }>(
    `SELECT id, title, parent_id, role FROM (${listed.sql}) AS listed
      WHERE trashed_at IS NULL AND role IS NOT NULL
      ORDER BY title, id`,
    listed.values,
  )
  return rows.map(({ id, title, parent_id, role }) => ({
    id,
    title,
    parentId: parent_id,
    canWrite: listed.mayWrite && (role === 'owner' || role === 'editor'),
  }))
}
