import { type Context, requireWorkspace } from '@quillwire/core'
import { findEnvelope } from '@quillwire/core/events/envelope'
import type { Executor } from '@quillwire/database'
import { eventKey } from '@quillwire/events'
import type { Reply } from '../replies/read-reply.ts'
import { type DeliveryView, WHY_IS_HIDDEN } from './delivery-view.ts'
import { findDelivery } from './find-delivery.ts'

export interface AttemptView {
  number: number
  startedAt: Date
  durationMs: number
  /** `body` where it is not the payload as it stands: another format, a transformation. */
  request: { method: string; url: string; headers: Record<string, string>; body: string | null }
  response: { status: number; headers: Record<string, string | string[]>; body: string } | null
  remoteAddress: string | null
  /** Whether a request was sent: a transformation may fail or want none, a secret may be missing. */
  sent: boolean
  error: string | null
  /** What the receiver answered for the document, and what became of it. */
  reply: Reply | null
}

export interface DeliveryDetails extends DeliveryView {
  /** Whether the caller may not see the event; what was sent and answered is then left out. */
  hidden: boolean
  /** The envelope; null when the event was deleted after its retention. */
  payload: unknown
  /** Oldest first; deleted after their retention. */
  attempts: AttemptView[]
}

interface AttemptRow {
  number: number
  started_at: Date
  duration_ms: number
  request_method: string
  request_url: string
  request_headers: Record<string, string>
  request_body: string | null
  status_code: number | null
  response_headers: Record<string, string | string[]> | null
  response_body: string | null
  remote_address: string | null
  sent: boolean
  error: string | null
  reply: Reply | null
}

/**
 * A delivery with what was sent and every attempt. What went out is shown only to those who may see its event: an
 * endpoint may see documents that not every admin may read.
 */
export async function getDelivery(context: Context, input: { id: string }): Promise<DeliveryDetails> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const { database } = context
  const { delivery, hidden } = await findDelivery(context, workspaceId, input.id)
  const { rows } = await database.query<AttemptRow>(
    `SELECT number, started_at, duration_ms, request_method, request_url, request_headers, request_body,
            status_code, response_headers, response_body, remote_address, sent, error, reply
       FROM delivery_attempts WHERE delivery_id = $1::uuid ORDER BY number, started_at`,
    [input.id],
  )
  const attempts = rows.map(presentAttempt)
  if (hidden) return { ...delivery, hidden, payload: null, attempts: attempts.map(withoutContent) }
  return { ...delivery, hidden, payload: await payloadOf(database, delivery), attempts }
}

/** A receiver may answer with what it got, and headers may hold it too, where a transformation wrote them. */
function withoutContent(attempt: AttemptView): AttemptView {
  const { request, response } = attempt
  return {
    ...attempt,
    request: { ...request, url: '', headers: {}, body: null },
    response: response && { ...response, headers: {}, body: '' },
    error: attempt.error && WHY_IS_HIDDEN,
    reply: null,
  }
}

/** The delivery's own envelope where it has one: a test event, several saves as one, or included content. */
async function payloadOf(executor: Executor, delivery: DeliveryView): Promise<unknown> {
  const { rows: own } = await executor.query<{ payload: unknown }>(
    'SELECT payload FROM deliveries WHERE id = $1::uuid AND payload IS NOT NULL',
    [delivery.id],
  )
  if (own[0]) return own[0].payload
  return await findEnvelope(executor, eventKey(delivery.eventId))
}

function presentAttempt(row: AttemptRow): AttemptView {
  return {
    number: row.number,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    request: {
      method: row.request_method,
      url: row.request_url,
      headers: row.request_headers,
      body: row.request_body,
    },
    response:
      row.status_code === null
        ? null
        : { status: row.status_code, headers: row.response_headers ?? {}, body: row.response_body ?? '' },
    remoteAddress: row.remote_address,
    sent: row.sent,
    error: row.error,
    reply: row.reply,
  }
}
