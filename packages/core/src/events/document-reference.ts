import type { Executor } from '@quillwire/database'
import type { DocumentReference } from '@quillwire/events'
import { documentNotFound } from '../errors.ts'

/** What people read where a document has no title yet. */
export const UNTITLED = 'Untitled'

/** The page of a document. */
export function documentUrl(publicUrl: string, documentId: string): string {
  return `${publicUrl}/d/${documentId}`
}

/**
 * SQL: the titles of what lies above a document, the outermost first, as a json array. On the way up it ends before the
 * first that not every member may see: who is told of a document is not always one who may read what it lies under. `id`
 * is SQL as well.
 */
export function titlesAbove(id: string): string {
  return `(
    WITH RECURSIVE line AS (
      SELECT id, parent_id, title, 0 AS depth FROM documents WHERE id = ${id}
      UNION ALL
      SELECT parent.id, parent.parent_id, parent.title, line.depth + 1
        FROM documents parent JOIN line ON parent.id = line.parent_id
       WHERE parent.general_access IS NOT NULL AND line.depth < 50
    )
    SELECT coalesce(json_agg(title ORDER BY depth DESC) FILTER (WHERE depth > 0), '[]') FROM line)`
}

interface NamedDocument {
  id: string
  /** Empty where it has none yet. */
  title: string
  titlesAbove: readonly string[]
}

/** A document as events and webhooks name it, of what is known of it. */
export function referenceOf(publicUrl: string, document: NamedDocument): DocumentReference {
  return {
    id: document.id,
    title: document.title || UNTITLED,
    url: documentUrl(publicUrl, document.id),
    path: document.titlesAbove.map((title) => title || UNTITLED),
  }
}

/** As `referenceOf`, of what the database knows. */
export async function documentReference(
  executor: Executor,
  publicUrl: string,
  documentId: string,
): Promise<DocumentReference> {
  const [reference] = await documentReferences(executor, publicUrl, [documentId])
  if (!reference) throw documentNotFound()
  return reference
}

/** As `documentReference`, of those of many that there are. */
export async function documentReferences(
  executor: Executor,
  publicUrl: string,
  documentIds: readonly string[],
): Promise<DocumentReference[]> {
  const { rows } = await executor.query<NamedDocument>(
    `SELECT d.id, d.title, ${titlesAbove('d.id')} AS "titlesAbove" FROM documents d WHERE d.id = ANY ($1::uuid[])`,
    [documentIds],
  )
  return rows.map((row) => referenceOf(publicUrl, row))
}
