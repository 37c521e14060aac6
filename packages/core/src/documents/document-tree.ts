import { workspaceOf } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { listedDocuments } from './listed-documents.ts'

/** A document as the tree knows it: no more than a row of it shows. */
export interface TreeDocument {
  id: string
  title: string
  /** May be one that the principal does not see; the document then stands at the top. */
  parentId: string | null
  /** Whether documents can be put under it. */
  canWrite: boolean
}

/**
 * All documents that the principal may see and that are not in the trash, by title. Whole, since a part of a tree
 * loses its branches: who shows it needs every ancestor of what it shows.
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
