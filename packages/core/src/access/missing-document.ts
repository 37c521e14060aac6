import type { Context } from '../context.ts'
import { type DomainError, documentNotFound, notFound } from '../errors.ts'

/**
 * Why somebody gets no document. Of one that is not theirs, and of one that was deleted, the same is said. What the database has
 * never had is told to people: they have its address from a time after the backup that was restored, and this device may hold
 * the only text of it. It cannot be taken for one that was deleted, of which an event is kept; ids that are older than events
 * are kept tell nothing any more.
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
/** Half a day for clocks that differ. */
const SKEW_MS = DAY_MS / 2

/** By its id, in ms. */
function madeAt(id: string): number {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : 0
}
