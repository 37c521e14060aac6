import { type Context, requireDocument, requireWorkspace } from '@quillwire/core'
import { notFound } from '@quillwire/core/errors'
import { callColumns, type IncomingCallView } from './call-view.ts'
import { requireHook } from './hook-view.ts'

export interface IncomingCallDetails extends IncomingCallView {
  remoteAddress: string | null
  /** Without the values of those that look like secrets. */
  headers: Record<string, string>
  /** The first 16 KiB. */
  body: string
  /** What was written, as Markdown, cut; null where nothing was. */
  written: string | null
  /** The id by which a repeat of the call is known. */
  idempotencyId: string | null
}

/** One call with everything that came. */
export async function getCall(context: Context, input: { id: string }): Promise<IncomingCallDetails> {
  requireWorkspace(context.principal, 'manage_integrations')
  const { rows } = await context.database.query<IncomingCallDetails>(
    `SELECT ${callColumns}, remote_address AS "remoteAddress", headers, body, written, idempotency_id AS "idempotencyId"
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
