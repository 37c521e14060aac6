import type { Subscription } from '@quillwire/core/events/event-audience'
import { type Executor, newId } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { RESENT } from '../deliveries/resent.ts'
import { BEFORE_ALL_IDS } from '../ends-of-ids.ts'
import { scopes, scopeValues } from './operation-scope.ts'
import type { OperationKind, OperationParameters } from './operation-view.ts'
import { type ReplayedEvent, replayedEvents } from './replayed-events.ts'

/** A running operation, as its runner holds it. */
export interface RunningOperation {
  id: string
  endpoint_id: string
  workspace_id: string
  kind: OperationKind
  parameters: OperationParameters
  /** The last delivery or event that was dealt with. */
  position: string | null
}

const BATCH = 500

/** Does the next batch, in the caller's transaction. Returns how many it dealt with and where it is; null at the end. */
export async function runBatch(
  tx: Executor,
  operation: RunningOperation,
): Promise<{ count: number; position: string } | null> {
  // Locked, so that it has one order for the whole batch.
  const { rows } = await tx.query<Subscription>(
    `SELECT id, event_types AS "eventTypes", filters, created_by_type AS "createdByType", created_by_id AS "createdById"
       FROM webhook_endpoints WHERE id = $1::uuid FOR KEY SHARE`,
    [operation.endpoint_id],
  )
  const [endpoint] = rows
  if (!endpoint) return null
  const target = { ...operation, endpointId: operation.endpoint_id }
  const values = [...scopeValues(target, endpoint.eventTypes), operation.position ?? BEFORE_ALL_IDS]
  return operation.kind === 'replay'
    ? await replay(tx, operation, endpoint, values)
    : await change(tx, operation.kind, values)
}

/** Deliveries that exist: pending again, or ended. Those that are being sent at this moment are left alone. */
async function change(tx: Executor, kind: 'recover' | 'cancel', values: readonly unknown[]) {
  const set =
    kind === 'recover'
      ? RESENT
      : `status = 'cancelled', completed_at = now(), leased_until = NULL, last_error = 'Cancelled by hand.'`
  const { rows } = await tx.query<{ count: number; position: string | null }>(
    `WITH batch AS (
       SELECT d.id ${scopes[kind]} AND d.id > $5::uuid ORDER BY d.id LIMIT ${BATCH}
     ), changed AS (
       UPDATE deliveries d SET ${set}
         FROM webhook_endpoints e
        WHERE d.id IN (SELECT id FROM batch) AND e.id = d.endpoint_id AND ${NOT_LEASED}
     )
     SELECT count(*)::int AS count, max(id::text) AS position FROM batch`,
    values,
  )
  const [row] = rows
  return row?.position ? { count: row.count, position: row.position } : null
}

async function replay(
  tx: Executor,
  { workspace_id: workspaceId }: RunningOperation,
  endpoint: Subscription,
  values: readonly unknown[],
) {
  const { rows: events } = await tx.query<ReplayedEvent>(
    `SELECT v.id, v.sequence, v.type, v.actor, v.document_id, v.document_open, v.ancestor_ids
       ${scopes.replay} AND v.id > $5::uuid
      ORDER BY v.id LIMIT ${BATCH}`,
    values,
  )
  const last = events.at(-1)
  if (!last) return null
  const wanted = await replayedEvents(tx, workspaceId, endpoint, events)
  await sendAgain(tx, endpoint, wanted)
  return { count: events.length, position: last.id }
}

/** With the same event id, and so the same `webhook-id`, whether or not it was delivered before. */
async function sendAgain(tx: Executor, endpoint: Subscription, events: readonly ReplayedEvent[]) {
  await tx.query(
    `WITH wanted AS (
       SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::bigint[])
         AS t (id, event_id, event_type, document_id, sequence)
     ), again AS (
       UPDATE deliveries d SET ${RESENT}
         FROM wanted w, webhook_endpoints e
        WHERE e.id = $1::uuid AND d.endpoint_id = e.id AND d.event_id = w.event_id
          AND ${NOT_LEASED}
     )
     INSERT INTO deliveries (id, sequence, endpoint_id, event_id, event_type, document_id, order_key)
     SELECT w.id, w.sequence, e.id, w.event_id, w.event_type, w.document_id,
            CASE WHEN e.ordered THEN coalesce(w.document_id, e.workspace_id) END
       FROM wanted w, webhook_endpoints e
      WHERE e.id = $1::uuid AND NOT EXISTS (SELECT FROM deliveries d WHERE d.endpoint_id = $1::uuid AND d.event_id = w.event_id)`,
    [
      endpoint.id,
      events.map(() => newId()),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ document_id }) => document_id),
      events.map(({ sequence }) => String(sequence)),
    ],
  )
}
