/**
 * From claimed rows to deliveries that can be sent: with their endpoint's settings and their envelope. A delivery that
 * may not be sent any more is cancelled here: its event is gone, or the endpoint's owner may no longer read the
 * document.
 */
import { type EncodedEnvelope, encodedEnvelopes } from '@quillwire/core/events/encoded-envelopes'
import { documentAudience } from '@quillwire/core/events/event-audience'
import type { Executor } from '@quillwire/database'
import { type EventEnvelope, eventId } from '@quillwire/events'
import { STILL_PENDING } from '../deliveries/still-pending.ts'
import { type ClaimedRow, type ClaimLimits, claimDeliveries } from './claim-deliveries.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import type { DocumentTurns } from './document-turns.ts'
import type { EndpointCache, ReadyEndpoint } from './endpoint-cache.ts'

const EVENT_GONE = 'The event of this delivery is no longer there.'
const NOT_VISIBLE = 'The endpoint’s owner may no longer read the document.'

export interface Taken {
  deliveries: ClaimedDelivery[]
  /** How many rows were claimed, by endpoint. */
  claimed: ReadonlyMap<string, number>
}

export async function takeDeliveries(
  executor: Executor,
  cache: EndpointCache,
  limits: ClaimLimits,
  turns?: DocumentTurns,
): Promise<Taken> {
  const claimedAt = performance.now()
  const rows = await claimDeliveries(executor, limits, turns)
  const claimed = new Map<string, number>()
  if (rows.length === 0) return { deliveries: [], claimed }
  for (const { endpoint_id: id } of rows) claimed.set(id, (claimed.get(id) ?? 0) + 1)
  const [endpoints, events, payloads] = await Promise.all([
    cache.read(new Map(rows.map((row) => [row.endpoint_id, row.endpoint_version]))),
    encodedEnvelopes(executor, [...new Set(rows.flatMap((row) => (row.test ? [] : row.event_key)))]),
    ownPayloads(
      executor,
      rows.flatMap((row) => (row.own_payload ? row.id : [])),
    ),
  ])
  const deliveries = rows.flatMap((row) => {
    const endpoint = endpoints.get(row.endpoint_id)
    const delivery =
      endpoint && deliveryOf(row, endpoint, claimedAt, events.get(row.event_key), payloads.get(row.id))
    return delivery ?? []
  })
  const known = new Set(deliveries.map(({ id }) => id))
  await cancel(
    executor,
    rows.flatMap(({ id }) => (known.has(id) ? [] : id)),
    EVENT_GONE,
  )
  return { deliveries: await withoutInvisible(executor, deliveries), claimed }
}

function deliveryOf(
  row: ClaimedRow,
  endpoint: ReadyEndpoint,
  claimedAt: number,
  event: EncodedEnvelope | undefined,
  payload: Buffer | undefined,
): ClaimedDelivery | null {
  const envelope = payload ?? event?.json
  if (envelope === undefined) return null
  return {
    id: row.id,
    leasedUntil: row.leased_until,
    attemptCount: row.attempt_count,
    resentAfter: row.resent_after,
    eventId: eventId(row.event_key),
    eventType: row.event_type,
    documentId: row.document_id,
    test: row.test,
    envelope,
    claimedAt,
    traceParent: event?.traceParent ?? undefined,
    endpoint,
  }
}

async function ownPayloads(executor: Executor, ids: readonly string[]): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map()
  const { rows } = await executor.query<{ id: string; payload: string }>(
    'SELECT id, payload::text AS payload FROM deliveries WHERE id = ANY ($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, payload }) => [id, Buffer.from(payload)]))
}

/**
 * Cancels and leaves out those whose document the endpoint's owner may no longer read. Rights are checked at the moment
 * of sending, also for a delivery that has waited for days.
 */
export async function withoutInvisible(
  executor: Executor,
  deliveries: readonly ClaimedDelivery[],
): Promise<ClaimedDelivery[]> {
  const documents = [...new Set(deliveries.flatMap(({ documentId }) => documentId ?? []))]
  if (documents.length === 0) return [...deliveries]
  const restricted = await restrictedDocuments(executor, documents)
  if (restricted.size === 0) return [...deliveries]
  const audiences = new Map(
    await Promise.all(
      [...Map.groupBy(restricted, ([, workspaceId]) => workspaceId)].map(
        async ([workspaceId, ids]) =>
          [
            workspaceId,
            await documentAudience(
              executor,
              workspaceId,
              ids.map(([id]) => id),
            ),
          ] as const,
      ),
    ),
  )
  const visible = await Promise.all(
    deliveries.map(async (delivery) => {
      const { documentId, endpoint } = delivery
      const workspaceId = documentId && restricted.get(documentId)
      if (!workspaceId || tellsOfClosing(delivery)) return true
      return (await audiences.get(workspaceId)?.(documentId, endpoint.creator)) === true
    }),
  )
  await cancel(
    executor,
    deliveries.flatMap(({ id }, index) => (visible[index] ? [] : id)),
    NOT_VISIBLE,
  )
  return deliveries.filter((_, index) => visible[index])
}

/**
 * Closing a document to the workspace ends the very right that is checked here. Those who had it until then must hear
 * of its end.
 */
function tellsOfClosing({ eventType, envelope }: ClaimedDelivery): boolean {
  if (eventType !== 'document.unshared') return false
  const { data } = JSON.parse(envelope.toString()) as EventEnvelope<'document.unshared'> // stored as it was checked
  return data.with.type === 'workspace'
}

/** Those of these documents that not every member may see, with their workspaces. Deleted ones are left out. */
async function restrictedDocuments(executor: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await executor.query<{ id: string; workspace_id: string }>(
    'SELECT id, workspace_id FROM documents WHERE id = ANY ($1::uuid[]) AND general_access IS NULL',
    [ids],
    'restricted-documents',
  )
  return new Map(rows.map((row) => [row.id, row.workspace_id]))
}

async function cancel(executor: Executor, ids: readonly string[], reason: string): Promise<void> {
  if (ids.length === 0) return
  await executor.query(
    `UPDATE deliveries d SET status = 'cancelled', completed_at = now(), leased_until = NULL, last_error = $2
      WHERE d.id = ANY ($1::uuid[]) AND ${STILL_PENDING}`,
    [ids, reason],
  )
}
