/**
 * Writes what a named consumer acknowledged: its cursor, and for the log a delivery with one attempt for each event.
 * One statement for a whole batch, so that the cursor never says more than the log.
 */
import type { Executor } from '@quillwire/database'
import { eventKey } from '@quillwire/events'
import type { Sent } from './ledger.ts'

export interface Acknowledged extends Sent {
  acknowledgedAt: Date
  /** The keys of the rows to write, so that a statement whose outcome is not known can be tried again. */
  deliveryId: string
  attemptId: string
}

/** A consumer and the connection that has it. */
export interface HeldConsumer {
  id: string
  holder: string
  remoteAddress: string | null
}

/** @returns whether the connection still holds the consumer; if not, nothing was written. */
export async function recordAcknowledged(
  executor: Executor,
  consumer: HeldConsumer,
  acknowledged: readonly Acknowledged[],
): Promise<boolean> {
  const column = <Value>(value: (one: Acknowledged) => Value) => acknowledged.map(value)
  const { rows } = await executor.query(
    `WITH held AS (
       UPDATE webhook_endpoints SET stream_cursor = $3::text, stream_seen_at = now(), last_success_at = now()
        WHERE id = $1::uuid AND stream_holder = $2::uuid
       RETURNING id
     ), input AS (
       SELECT * FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[], $9::timestamptz[])
         AS t (delivery_id, attempt_id, event_id, event_type, sent_at, acknowledged_at)
     ), made AS (
       INSERT INTO deliveries (id, endpoint_id, event_id, event_type, document_id, status, attempt_count, last_duration_ms,
                               created_at, next_attempt_at, completed_at)
       SELECT delivery_id, held.id, event_id, event_type, (SELECT document_id FROM events WHERE id = event_id),
              'succeeded', 1, round(extract(epoch FROM acknowledged_at - sent_at) * 1000), sent_at, sent_at, acknowledged_at
         FROM input CROSS JOIN held
       ON CONFLICT (id) DO NOTHING
     ), attempts AS (
       INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_method, request_url,
                                      request_headers, remote_address)
       SELECT attempt_id, delivery_id, 1, sent_at, round(extract(epoch FROM acknowledged_at - sent_at) * 1000),
              'STREAM', 'stream', '{}', $10::text
         FROM input CROSS JOIN held
       ON CONFLICT (id) DO NOTHING
     )
     SELECT pg_notify('delivery_changed', json_build_object('endpointId', id)::text)::text FROM held`,
    [
      consumer.id,
      consumer.holder,
      acknowledged.at(-1)?.cursor ?? null,
      column(({ deliveryId }) => deliveryId),
      column(({ attemptId }) => attemptId),
      column(({ eventId }) => eventKey(eventId)),
      column(({ eventType }) => eventType),
      column(({ sentAt }) => sentAt),
      column(({ acknowledgedAt }) => acknowledgedAt),
      consumer.remoteAddress,
    ],
  )
  return rows.length > 0
}

export interface SignOfLife {
  /** Everything before it is dealt with; null leaves the cursor as it is. */
  cursor: string | null
  /** Whether something waits to be sent or acknowledged. */
  behind: boolean
}

/**
 * Notes that the consumer is connected, and whether it is behind, so that a cursor that grows old can be told from one
 * after which nothing happened.
 *
 * @returns whether the connection still holds the consumer and the consumer is active; if not, nothing was written.
 */
export async function recordSignOfLife(
  executor: Executor,
  consumer: HeldConsumer,
  { cursor, behind }: SignOfLife,
): Promise<boolean> {
  const { rows } = await executor.query(
    `UPDATE webhook_endpoints
        SET stream_seen_at = now(), stream_cursor = coalesce($3::text, stream_cursor),
            stream_behind = $4::boolean
      WHERE id = $1::uuid AND stream_holder = $2::uuid AND status = 'active'
     RETURNING id`,
    [consumer.id, consumer.holder, cursor, behind],
  )
  return rows.length > 0
}
