import { type Context, requireDocument } from '@quillwire/core'
import { pageLimit } from '@quillwire/core/page-limit'
import { checkCursor } from '../check-cursor.ts'
import { type CallStatus, callColumns, callStatus, type IncomingCallView } from './call-view.ts'
import { requireHook } from './hook-view.ts'

export interface ListCallsInput {
  hookId: string
  status?: CallStatus | undefined
  cursor?: string | undefined
  /** 1 to 100, default 50. */
  limit?: number | undefined
}

/** The calls of a hook, newest first, for admins who may read its document: what was sent stands in both. */
export async function listCalls(
  context: Context,
  input: ListCallsInput,
): Promise<{ items: IncomingCallView[]; nextCursor: string | null }> {
  const limit = pageLimit(input.limit)
  checkCursor(input.cursor)
  const { documentId } = await requireHook(context, input.hookId)
  await requireDocument(context.database, context.principal, documentId, 'read')
  const { rows } = await context.database.query<IncomingCallView>(
    `SELECT ${callColumns} FROM incoming_calls
      WHERE hook_id = $1::uuid AND ($2::uuid IS NULL OR id < $2::uuid) AND ($3::text IS NULL OR ${callStatus} = $3::text)
      ORDER BY id DESC LIMIT $4::int`,
    [input.hookId, input.cursor ?? null, input.status ?? null, limit + 1],
  )
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
