import { workspaceOf } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { type DocumentView, viewDocuments } from './document-view.ts'

export interface ListDocumentsInput {
  /** Part of the title, in any case. */
  query?: string
  /** Those in the trash, or (the default) those that are not. */
  trashed?: boolean
  /** Those under this document; null: those at the top. */
  parentId?: string | null
  limit: number
  cursor?: string
}

/** The documents that the principal may see, the latest changed first. */
export async function listDocuments(
  context: Context,
  input: ListDocumentsInput,
): Promise<{ items: DocumentView[]; nextCursor: string | null }> {
  const workspaceId = workspaceOf(context.principal)
  const { principal } = context
  const position = input.cursor ? decodeCursor(input.cursor) : null
  const asKey = principal.type === 'api_key'
  const mayRead = !asKey || principal.scopes.some((scope) => scope.startsWith('documents:'))
  if (!mayRead) return { items: [], nextCursor: null }
  const principalId = principal.type === 'user' || asKey ? principal.id : null
  const everyMember = asKey || (principal.type === 'user' && principal.membership?.role !== 'guest')
  const fullKey = asKey && principal.scopes.includes('documents:write')
  // The condition says in SQL what access/decide.ts says of reading; a test holds the two together.
  const { rows } = await context.database.query<{ id: string; updated_at: Date }>(
    `SELECT id, updated_at FROM (
       SELECT d.id, d.updated_at, d.trashed_at,
              CASE WHEN d.created_by_type = $3 AND d.created_by_id = $2::uuid THEN 'owner'
                   WHEN a.role IS NOT NULL THEN a.role::text
                   WHEN $4::boolean THEN d.general_access::text END AS role
         FROM documents d
         LEFT JOIN document_access a ON a.document_id = d.id AND $3 = 'user' AND a.user_id = $2::uuid
        WHERE d.workspace_id = $1::uuid
          AND (d.trashed_at IS NOT NULL) = $5::boolean
          AND ($6::text IS NULL OR d.title ILIKE $6)
          AND ($7::boolean OR d.parent_id IS NOT DISTINCT FROM $8::uuid)
          AND ($9::timestamptz IS NULL OR (d.updated_at, d.id) < ($9::timestamptz, $10::uuid))
     ) AS seen
      WHERE CASE WHEN trashed_at IS NULL THEN role IS NOT NULL
                 ELSE role IN ('owner', 'editor') AND $11::boolean END
      ORDER BY updated_at DESC, id DESC
      LIMIT $12::int`,
    [
      workspaceId,
      principalId,
      principal.type,
      everyMember,
      input.trashed ?? false,
      input.query ? `%${input.query.replaceAll(/[\\%_]/g, '\\$&')}%` : null,
      input.parentId === undefined,
      input.parentId ?? null,
      position?.updatedAt ?? null,
      position?.id ?? null,
      !asKey || fullKey,
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
  if (!id || !/^[0-9a-f-]{36}$/.test(id) || Number.isNaN(updatedAt.getTime()))
    throw invalid('cursor_invalid', 'This cursor is not one of ours. Begin again without one.', {
      field: 'cursor',
    })
  return { updatedAt, id }
}
