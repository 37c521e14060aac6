import { SUBSCRIPTION, type Subscription } from '@quillwire/core/events/event-audience'
import { type Executor, newId } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { RESENT } from '../deliveries/resent.ts'
import { lineUp } from '../endpoints/line-up.ts'
import { BEFORE_ALL_IDS } from '../ends-of-ids.ts'
import type { Batch } from './batch.ts'
import { scopes, scopeValues } from './operation-scope.ts'
import type { OperationParameters, ShownOperationKind } from './operation-view.ts'
import { type ReplayedEvent, replayedEvents } from './replayed-events.ts'

/** A running operation, as its runner holds it. */
export interface RunningOperation {
  id: string
  endpoint_id: string
  workspace_id: string
  kind: ShownOperationKind
  parameters: OperationParameters
  /** The last delivery or event that was dealt with. */
  position: string | null
}

const BATCH = 500

/** Does the next batch, in the caller's transaction. Null at the end. */
export async function runBatch(tx: Executor, operation: RunningOperation): Promise<Batch | null> {
  // Locked, so that its setting of order is the same for the whole batch.
  const { rows } = await tx.query<Subscription & { ordered: boolean }>(
    `SELECT ${SUBSCRIPTION}, ordered FROM webhook_endpoints WHERE id = $1::uuid FOR KEY SHARE`,
    [operation.endpoint_id],
  )
  const [endpoint] = rows
  if (!endpoint) return null
  const { kind } = operation
  // A process of an earlier version that switches order off does not end this operation, and without order nothing
  // would ever get a key.
  if (kind === 'order')
    return endpoint.ordered ? await lineUp(tx, endpoint.id, operation.position ?? undefined) : null
  const target = { ...operation, kind, endpointId: endpoint.id }
  const values = scopeValues(target, endpoint.eventTypes, operation.position)
  if (kind === 'replay') return await replay(tx, operation, endpoint, values)
  if (kind === 'recover') return await recover(tx, values)
  return (await cancel(tx, values)) ?? (await beginAgain(tx, operation, values))
}

async function recover(tx: Executor, values: readonly unknown[]): Promise<Batch | null> {
  return await change(tx, 'recover', RESENT, values)
}

async function cancel(tx: Executor, values: readonly unknown[]): Promise<Batch | null> {
  const set = `status = 'cancelled', completed_at = now(), leased_until = NULL, last_error = 'Cancelled by hand.'`
  return await change(tx, 'cancel', set, values)
}

/**
 * Makes existing deliveries pending again, or ends them. Those that are being sent at this moment are left alone. All
 * are locked in the order of their ids before the first is changed, as retention locks them.
 */
async function change(
  tx: Executor,
  kind: 'recover' | 'cancel',
  set: string,
  values: readonly unknown[],
): Promise<Batch | null> {
  const { rows } = await tx.query<{ count: number; position: string | null }>(
    `WITH batch AS MATERIALIZED (
       SELECT d.id ${scopes[kind]} AND ${NOT_LEASED} ORDER BY d.endpoint_id, d.id LIMIT ${BATCH} FOR UPDATE OF d
     ), changed AS (
       UPDATE deliveries d SET ${set}
         FROM webhook_endpoints e
        WHERE d.id = ANY (ARRAY(SELECT id FROM batch)) AND e.id = d.endpoint_id
       RETURNING d.id
     )
     SELECT (SELECT count(*)::int FROM changed) AS count, max(id::text) AS position FROM batch`,
    values,
  )
  const [row] = rows
  return row?.position ? { count: row.count, position: row.position } : null
}

/**
 * Begins again where something was being sent when its turn came. What arrived has arrived, but what failed would be
 * tried again for days, though it was to be cancelled.
 */
async function beginAgain(
  tx: Executor,
  { id }: RunningOperation,
  values: readonly unknown[],
): Promise<Batch | null> {
  const { rows } = await tx.query(
    `SELECT ${scopes.cancel}
        AND d.created_at <= (SELECT created_at FROM delivery_operations WHERE id = $6::uuid)
      ORDER BY d.endpoint_id, d.id LIMIT 1`,
    [...values.slice(0, -1), BEFORE_ALL_IDS, id],
  )
  return rows.length > 0 ? { count: 0, position: BEFORE_ALL_IDS, waits: true } : null
}

async function replay(
  tx: Executor,
  { workspace_id: workspaceId }: RunningOperation,
  endpoint: Subscription,
  values: readonly unknown[],
) {
  const { rows: events } = await tx.query<ReplayedEvent>(
    `WITH batch AS MATERIALIZED (
       -- These columns alone, so that only the index that has them all in this order can serve.
       SELECT v.id ${scopes.replay} ORDER BY v.workspace_id, v.id LIMIT ${BATCH}
     )
     SELECT v.id, v.sequence, v.type, v.actor, v.document_id, v.document_open, v.ancestor_ids,
            CASE WHEN v.type = 'document.saved' THEN v.data -> 'editors' END AS editors
       FROM events v WHERE v.id = ANY (ARRAY(SELECT id FROM batch)) ORDER BY v.id`,
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
     ), made_before AS MATERIALIZED (
       SELECT d.id FROM wanted w JOIN deliveries d ON d.event_id = w.event_id
        WHERE d.endpoint_id = $1::uuid AND ${NOT_LEASED}
        ORDER BY d.id FOR UPDATE OF d
     ), again AS (
       UPDATE deliveries d SET ${RESENT}
         FROM webhook_endpoints e
        WHERE e.id = $1::uuid AND d.id = ANY (ARRAY(SELECT id FROM made_before))
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
