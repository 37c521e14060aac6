import { type Executor, storableJson } from '@quillwire/database'
import type { EventData, EventEnvelope } from '@quillwire/events'
import { type EventRow, renderEnvelope } from './envelope.ts'
import { mergeSaves } from './merge-saves.ts'
import type { RecordedEvent } from './record-event.ts'

interface WaitingRow extends EventRow {
  delivery_id: string
  endpoint_id: string
  payload: EventEnvelope | null
  at: Date
}

/**
 * Adds a save to the deliveries that are waiting for their window to end, so that each of them reports all saves in it.
 * Saves of one document are serialised (its row is locked), so no two of them look at the same time.
 *
 * For ordered endpoints, a delivery that now reports this save must come after everything that happened before the
 * save. It therefore moves behind all of that.
 *
 * @returns the endpoints that had such a delivery.
 */
export async function mergeIntoWaiting(
  tx: Executor,
  event: RecordedEvent,
  endpointIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await tx.query<WaitingRow>(
    `WITH endpoint AS MATERIALIZED (
       -- Locked before its deliveries, in the order that every change of an endpoint uses.
       SELECT id FROM webhook_endpoints WHERE id = ANY ($1::uuid[]) ORDER BY id FOR KEY SHARE)
     SELECT d.id AS delivery_id, d.endpoint_id, d.payload, now() AS at, v.id, v.type, v.created_at, v.workspace_id,
            w.name AS workspace_name, v.actor, v.data
       FROM deliveries d
       JOIN events v ON v.id = d.event_id
       JOIN workspaces w ON w.id = v.workspace_id
      WHERE d.endpoint_id = ANY (ARRAY(SELECT id FROM endpoint)) AND d.document_id = $2::uuid AND d.event_type = 'document.saved'
        AND d.status = 'pending' AND d.attempt_count = 0 AND d.leased_until IS NULL AND d.next_attempt_at > now()
      ORDER BY d.id FOR UPDATE OF d`,
    [endpointIds, event.documentId],
  )
  const save = event.data as EventData<'document.saved'> // the caller checked the type
  for (const row of rows) {
    const waiting = row.payload ?? renderEnvelope(row)
    const payload = {
      ...waiting,
      timestamp: row.at.toISOString(),
      actor: event.actor,
      data: mergeSaves(waiting.data as EventData<'document.saved'>, save), // the query selects only this type
    }
    await tx.query('UPDATE deliveries SET payload = $2::jsonb, sequence = $3::bigint WHERE id = $1::uuid', [
      row.delivery_id,
      storableJson(JSON.stringify(payload)),
      String(event.sequence),
    ])
  }
  return new Set(rows.map(({ endpoint_id }) => endpoint_id))
}
