import { isId } from '@quillwire/database'
import { workspaceOf } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { cursorInvalid } from '../errors.ts'
import { type DocumentView, viewDocuments } from './document-view.ts'
import { foldedInSql } from './folded-in-sql.ts'
import { listedDocuments } from './listed-documents.ts'

export interface ListDocumentsInput {
  /** Part of the title, ignoring case and accents. */
  query?: string
  /** Those in the trash or, by default, those that are not. */
  trashed?: boolean
  /** Those under this document; null for those at the top. */
  parentId?: string | null
  limit: number
  cursor?: string
}

/** SQL: whether the document lies there, in a form that an index serves; `$4` is the parent. */
function below(parentId: string | null | undefined): string {
  if (parentId) return 'parent_id = $4::uuid'
  return parentId === null ? '(parent_id IS NULL AND $4::uuid IS NULL)' : '$4::uuid IS NULL'
}

/** The documents that the principal may see, the most recently changed first. */
export async function listDocuments(
  context: Context,
  input: ListDocumentsInput,
): Promise<{ items: DocumentView[]; nextCursor: string | null }> {
  const workspaceId = workspaceOf(context.principal)
  const position = input.cursor ? decodeCursor(input.cursor) : null
  const listed = listedDocuments(context.principal, workspaceId)
  if (!listed) return { items: [], nextCursor: null }
  const trashed = input.trashed ?? false
  // Here `trashed_at` is NULL in every row; ordering by it too lets an index deliver the latest rows, however many
  // there are. Not with a search or a parent: then, hardly any of the rows in that order might match.
  const latest = !trashed && !input.query && input.parentId === undefined
  const { rows } = await context.database.query<{ id: string; updated_at: Date }>(
    `SELECT id, updated_at FROM (${listed.sql}) AS listed
      WHERE trashed_at IS ${trashed ? 'NOT NULL' : 'NULL'}
        AND ($3::text IS NULL OR strpos(${foldedInSql('title')}, ${foldedInSql('$3::text')}) > 0)
        AND ${below(input.parentId)}
        AND ($5::timestamptz IS NULL OR (updated_at, id) < ($5::timestamptz, $6::uuid))
        AND CASE WHEN trashed_at IS NULL THEN role IS NOT NULL
                 ELSE role IN ('owner', 'editor') AND $7::boolean END
      ORDER BY ${latest ? 'trashed_at DESC, ' : ''}updated_at DESC, id DESC
      LIMIT $8::int`,
    [
      ...listed.values,
      input.query || null,
      input.parentId ?? null,
      position?.updatedAt ?? null,
      position?.id ?? null,
      listed.mayWrite,
      input.limit + 1,
    ],
  )
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return {
    items: await viewDocuments(
      context,
      context.database,
      page.map(({ id }) => id),
    ),
    nextCursor: rows.length > input.limit && last ? encodeCursor(last.updated_at, last.id) : null,
  }
}

function encodeCursor(updatedAt: Date, id: string): string {
  return Buffer.from(`${updatedAt.toISOString()} ${id}`).toString('base64url')
}

function decodeCursor(cursor: string): { updatedAt: Date; id: string } {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const updatedAt = new Date(time ?? '')
  // PostgreSQL does not read the form that a time before our era has.
  if (!id || !isId(id) || !(updatedAt.getTime() >= 0)) throw cursorInvalid('cursor')
  return { updatedAt, id }
}
