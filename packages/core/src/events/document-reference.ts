import type { Executor } from '@quillwire/database'
import type { DocumentReference } from '@quillwire/events'
import { documentNotFound } from '../errors.ts'

/** Shown instead of the title when a document has none yet. */
export const UNTITLED = 'Untitled'

/** The URL of a document's page. */
export function documentUrl(publicUrl: string, documentId: string): string {
  return `${publicUrl}/d/${documentId}`
}

/**
 * SQL: the titles of the documents above a document, the outermost first, as a json array. The list stops below the
 * nearest one that not every member may see, because whoever is told about a document may not be allowed to read those
 * above it. `id` is an SQL expression.
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
  /** Empty when it has none yet. */
  title: string
  titlesAbove: readonly string[]
}

/** A document as events and webhooks refer to it, from known values. */
export function referenceOf(publicUrl: string, document: NamedDocument): DocumentReference {
  return {
    id: document.id,
    title: document.title || UNTITLED,
    url: documentUrl(publicUrl, document.id),
    path: document.titlesAbove.map((title) => title || UNTITLED),
  }
}

/** Like `referenceOf`, from the database. */
export async function documentReference(
  executor: Executor,
  publicUrl: string,
  documentId: string,
): Promise<DocumentReference> {
  const [reference] = await documentReferences(executor, publicUrl, [documentId])
  if (!reference) throw documentNotFound()
  return reference
}

/** Like `documentReference` for many documents; leaves out those that do not exist. */
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
