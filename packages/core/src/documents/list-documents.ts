import { isId } from '@quillwire/database'
import { workspaceOf } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { cursorInvalid } from '../errors.ts'
import { type DocumentView, viewDocuments } from './document-view.ts'
import { foldedInSql } from './folded-in-sql.ts'
import { listedDocuments } from './listed-documents.ts'

export interface ListDocumentsInput {
  /** Part of the title, in any case, with accents or without. */
  query?: string
  /** Those in the trash, or (the default) those that are not. */
  trashed?: boolean
  /** Those under this document; null: those at the top. */
  parentId?: string | null
  limit: number
  cursor?: string
}

/** SQL: whether it lies there, in words that an index knows; `$4` is the parent. */
function below(parentId: string | null | undefined): string {
  if (parentId) return 'parent_id = $4::uuid'
  return parentId === null ? '(parent_id IS NULL AND $4::uuid IS NULL)' : '$4::uuid IS NULL'
}

/** The documents that the principal may see, the latest changed first. */
export async function listDocuments(
  context: Context,
  input: ListDocumentsInput,
): Promise<{ items: DocumentView[]; nextCursor: string | null }> {
  const workspaceId = workspaceOf(context.principal)
  const position = input.cursor ? decodeCursor(input.cursor) : null
  const listed = listedDocuments(context.principal, workspaceId)
  if (!listed) return { items: [], nextCursor: null }
  const trashed = input.trashed ?? false
  // Where it is the same for all: so an index gives the latest, however many there are. What is looked for may be nowhere among them.
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
  // A time before our era has a form that PostgreSQL does not read.
  if (!id || !isId(id) || !(updatedAt.getTime() >= 0)) throw cursorInvalid('cursor')
  return { updatedAt, id }
}
