import type { Executor } from '@quillwire/database'
import type { Actor } from '@quillwire/events'
import { type DocumentFacts, decideDocument, documentRole } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { documentNotFound } from '../errors.ts'
import { documentUrl } from '../events/document-reference.ts'

export interface DocumentView {
  id: string
  title: string
  url: string
  parentId: string | null
  /** The caller's role. */
  role: DocumentRole
  /** Whether the caller may share it and put it in the trash, which needs a role of their own. */
  canShare: boolean
  generalAccess: DocumentRole | null
  createdAt: Date
  updatedAt: Date
  trashedAt: Date | null
  createdBy: Actor
  wordCount: number
  characterCount: number
}

interface Row {
  id: string
  title: string
  parent_id: string | null
  general_access: DocumentRole | null
  created_at: Date
  updated_at: Date
  trashed_at: Date | null
  created_by_type: Actor['type']
  created_by_id: string | null
  created_by_name: string | null
  word_count: number
  character_count: number
}

/**
 * The documents with these ids as the principal sees them, in the order of the ids. Leaves out those it may not see.
 */
export async function viewDocuments(
  context: Context,
  executor: Executor,
  ids: readonly string[],
): Promise<DocumentView[]> {
  const facts = await documentFacts(executor, context.principal, ids)
  const { rows } = await executor.query<Row>(
    `SELECT d.id, d.title, d.parent_id, d.general_access, d.created_at, d.updated_at, d.trashed_at,
            d.created_by_type, d.created_by_id, coalesce(u.name, k.name) AS created_by_name,
            d.word_count, d.character_count
       FROM documents d
       LEFT JOIN users u ON d.created_by_type = 'user' AND u.id = d.created_by_id
       LEFT JOIN api_keys k ON d.created_by_type = 'api_key' AND k.id = d.created_by_id
      WHERE d.id = ANY($1::uuid[])`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    const fact = facts.get(id)
    const role = fact ? documentRole(context.principal, fact) : null
    return row && fact && role ? [present(context, row, fact, role)] : []
  })
}

function present(context: Context, row: Row, facts: DocumentFacts, role: DocumentRole): DocumentView {
  return {
    id: row.id,
    title: row.title,
    url: documentUrl(context.publicUrl, row.id),
    parentId: row.parent_id,
    role,
    canShare: decideDocument(context.principal, 'share', facts),
    generalAccess: row.general_access,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    trashedAt: row.trashed_at,
    createdBy: { type: row.created_by_type, id: row.created_by_id, name: row.created_by_name ?? 'Somebody' },
    wordCount: row.word_count,
    characterCount: row.character_count,
  }
}

/** One document as the principal sees it. The caller checks the right to it. */
export async function viewDocument(context: Context, documentId: string): Promise<DocumentView> {
  const [document] = await viewDocuments(context, context.database, [documentId])
  if (!document) throw documentNotFound()
  return document
}
