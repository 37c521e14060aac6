import { type Context, requireDocument } from '@quillwire/core'
import { pageLimit } from '@quillwire/core/page-limit'
import { checkCursor } from '../check-cursor.ts'
import { AFTER_ALL_IDS } from '../ends-of-ids.ts'
import { type CallStatus, callColumns, type IncomingCallView, ofStatus } from './call-view.ts'
import { requireHook } from './hook-view.ts'

export interface ListCallsInput {
  hookId: string
  status?: CallStatus | undefined
  cursor?: string | undefined
  /** 1 to 100, default 50. */
  limit?: number | undefined
}

/**
 * The calls of a hook, newest first, for admins who may read its document: what was sent stands in the log as well as
 * there.
 */
export async function listCalls(
  context: Context,
  input: ListCallsInput,
): Promise<{ items: IncomingCallView[]; nextCursor: string | null }> {
  const limit = pageLimit(input.limit)
  checkCursor(input.cursor)
  const { documentId } = await requireHook(context, input.hookId)
  await requireDocument(context.database, context.principal, documentId, 'read')
  // Compared and ordered by both columns together, and not with `=`, so that only an index by both serves.
  const { rows } = await context.database.query<IncomingCallView>(
    `SELECT ${callColumns} FROM incoming_calls
      WHERE hook_id >= $1::uuid AND (hook_id, id) < ($1::uuid, $2::uuid)
        AND ${input.status === undefined ? 'true' : ofStatus[input.status]}
      ORDER BY hook_id DESC, id DESC LIMIT $3::int`,
    [input.hookId, input.cursor ?? AFTER_ALL_IDS, limit + 1],
  )
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
