import type { Context } from '../context.ts'
import { type DomainError, documentNotFound, notFound } from '../errors.ts'

/**
 * Why somebody gets no document. A document that is not theirs and one that was deleted give the same error. A person
 * is told, however, when the database has never had the document: they have its address from after the backup that was
 * restored, and their device may hold the only copy of the text. Such a document cannot be confused with a deleted one,
 * of which an event is kept. Ids older than the events that are kept reveal nothing.
 */
export async function missingDocument(
  {
    database,
    principal,
    retentionDays,
    now,
  }: Pick<Context, 'database' | 'principal' | 'retentionDays' | 'now'>,
  documentId: string,
): Promise<DomainError> {
  const keptSince = now().getTime() - retentionDays * DAY_MS + SKEW_MS
  if (principal.type !== 'user' || madeAt(documentId) < keptSince) return documentNotFound()
  const { rows } = await database.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM documents WHERE id = $1::uuid)
         OR EXISTS (SELECT FROM workspaces w CROSS JOIN LATERAL (
              SELECT FROM events v
               WHERE v.workspace_id = w.id AND v.type = 'document.deleted' AND v.document_id = $1::uuid LIMIT 1) deleted) AS known`,
    [documentId],
  )
  if (rows[0]?.known !== false) return documentNotFound()
  return notFound('document_unknown', 'There has never been such a document here: was the database restored?')
}

const DAY_MS = 86_400_000
/** Allows half a day for clocks that differ. */
const SKEW_MS = DAY_MS / 2

/** When the document was created, according to its id, in ms. */
function madeAt(id: string): number {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : 0
}
