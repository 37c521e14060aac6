import type { Executor } from '@quillwire/database'
import type { DocumentReference } from '@quillwire/events'
import { notFound } from '../errors.ts'

/** What people read where a document has no title yet. */
export const UNTITLED = 'Untitled'

/** The page of a document. */
export function documentUrl(publicUrl: string, documentId: string): string {
  return `${publicUrl}/d/${documentId}`
}

/** A document as events and webhooks name it, with the titles of its parents. */
export async function documentReference(
  executor: Executor,
  publicUrl: string,
  documentId: string,
): Promise<DocumentReference> {
  const { rows } = await executor.query<{ title: string; depth: number }>(
    `WITH RECURSIVE line AS (
       SELECT id, parent_id, title, 0 AS depth FROM documents WHERE id = $1::uuid
       UNION ALL
       SELECT parent.id, parent.parent_id, parent.title, line.depth + 1
         FROM documents parent JOIN line ON parent.id = line.parent_id
        WHERE line.depth < 50
     )
     SELECT title, depth FROM line ORDER BY depth DESC`,
    [documentId],
  )
  const document = rows.at(-1)
  if (!document) throw notFound('document_not_found', 'There is no such document, or you may not see it.')
  return {
    id: documentId,
    title: document.title || UNTITLED,
    url: documentUrl(publicUrl, documentId),
    path: rows.slice(0, -1).map(({ title }) => title || UNTITLED),
  }
}
