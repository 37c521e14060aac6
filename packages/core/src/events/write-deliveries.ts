import { type Executor, newId } from '@quillwire/database'

/** An event that an endpoint is to receive. */
export interface Told {
  endpointId: string
  event: { id: string; sequence: bigint; documentId?: string | undefined }
  /** Seconds until the window that it waits for ends; 0 for no window. */
  wait: number
}

/**
 * Writes deliveries of events of one type, and wakes the workers.
 *
 * @param shown endpoints whose log has something new, even if only a waiting delivery now reports more
 */
export async function writeDeliveries(
  tx: Executor,
  { workspaceId, type }: { workspaceId: string; type: string },
  told: readonly Told[],
  shown: readonly string[],
): Promise<void> {
  // The workers are woken below. The log page is notified here, since no worker takes a delivery to a paused endpoint.
  await tx.query(
    `WITH told AS (
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::int[])
         AS t (id, endpoint_id, event_id, sequence, document_id, wait)
     ), endpoint AS MATERIALIZED (
       -- The foreign key takes the same lock. Whoever turns order on or ends a window at this moment either holds the row or
       -- waits for these deliveries.
       SELECT id, ordered, coalesce_seconds, retry_schedule[1] AS first_wait
         FROM webhook_endpoints WHERE id = ANY ($2::uuid[]) ORDER BY id FOR KEY SHARE
     ), made AS (
       INSERT INTO deliveries (id, sequence, endpoint_id, event_id, event_type, document_id, order_key, next_attempt_at)
       SELECT told.id, sequence, endpoint.id, event_id, $7, document_id,
              CASE WHEN ordered THEN coalesce(document_id, $8::uuid) END,
              now() + make_interval(secs => greatest(least(wait, coalesce_seconds), first_wait))
         FROM told JOIN endpoint ON endpoint.id = endpoint_id)
     SELECT pg_notify('delivery_changed', json_build_object('endpointId', endpoint_id)::text)::text
       FROM unnest($9::uuid[]) AS shown (endpoint_id)`,
    [
      told.map(() => newId()),
      told.map(({ endpointId }) => endpointId),
      told.map(({ event }) => event.id),
      told.map(({ event }) => String(event.sequence)),
      told.map(({ event }) => event.documentId ?? null),
      told.map(({ wait }) => wait),
      type,
      workspaceId,
      shown,
    ],
  )
  await tx.query(`SELECT pg_notify('delivery_ready', '{}')::text`, [])
}
