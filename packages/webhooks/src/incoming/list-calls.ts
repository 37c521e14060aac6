import { type Context, requireDocument, requireWorkspace } from '@quillwire/core'
import { notFound } from '@quillwire/core/errors'
import { pageLimit } from '@quillwire/core/page-limit'
import { checkCursor } from '../check-cursor.ts'
import { requireHook } from './hook-view.ts'

export const callStatuses = ['written', 'refused', 'repeated'] as const
export type CallStatus = (typeof callStatuses)[number]

/** One call of an incoming hook as the log shows it. */
export interface IncomingCallView {
  id: string
  hookId: string
  receivedAt: Date
  status: CallStatus
  statusCode: number
  errorCode: string | null
  error: string | null
  durationMs: number
  bodyBytes: number
  contentType: string | null
}

export interface IncomingCallDetails extends IncomingCallView {
  remoteAddress: string | null
  /** Without the values of those that look like secrets. */
  headers: Record<string, string>
  /** The first 16 KiB. */
  body: string
  /** What was written, as Markdown, cut; null where nothing was. */
  written: string | null
  /** By which a repeat of the call is known. */
  idempotencyId: string | null
}

/** Stands in `error_code` where a call had been taken before, and nothing was written again. */
export const REPEATED = 'repeated'

const status = `CASE WHEN error_code IS NULL THEN 'written' WHEN error_code = '${REPEATED}' THEN 'repeated'
  ELSE 'refused' END`
const columns = `id, hook_id AS "hookId", received_at AS "receivedAt", ${status} AS status,
  status_code AS "statusCode", error_code AS "errorCode", error, duration_ms AS "durationMs",
  body_bytes AS "bodyBytes", content_type AS "contentType"`
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
    `SELECT ${columns} FROM incoming_calls
      WHERE hook_id = $1::uuid AND ($2::uuid IS NULL OR id < $2::uuid) AND ($3::text IS NULL OR ${status} = $3::text)
      ORDER BY id DESC LIMIT $4::int`,
    [input.hookId, input.cursor ?? null, input.status ?? null, limit + 1],
  )
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** One call with everything that came. */
export async function getCall(context: Context, input: { id: string }): Promise<IncomingCallDetails> {
  requireWorkspace(context.principal, 'manage_integrations')
  const { rows } = await context.database.query<IncomingCallDetails>(
    `SELECT ${columns}, remote_address AS "remoteAddress", headers, body, written, idempotency_id AS "idempotencyId"
       FROM incoming_calls WHERE id = $1::uuid`,
    [input.id],
  )
  const [row] = rows
  if (!row)
    throw notFound('incoming_call_not_found', 'There is no such call, or it is older than what is kept.')
  const { documentId } = await requireHook(context, row.hookId)
  await requireDocument(context.database, context.principal, documentId, 'read')
  return row
}
