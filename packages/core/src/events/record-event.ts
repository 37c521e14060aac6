import { type Executor, newId, storableJson } from '@quillwire/database'
import { type Actor, type EventData, type EventType, eventDefinition } from '@quillwire/events'
import { currentTraceParent } from '@quillwire/process'
import { actorsOf } from './actors-of.ts'
import { ancestorsOf } from './ancestors.ts'
import { eventAudience, RECEIVES, SUBSCRIPTION, type Subscription } from './event-audience.ts'
import { mergeIntoWaiting } from './merge-into-waiting.ts'
import { writeDeliveries } from './write-deliveries.ts'

export interface EventInput<Type extends EventType> {
  workspaceId: string
  type: Type
  actor: Actor
  data: EventData<Type>
  /** The document that the event is about: only endpoints that may see it receive the event. */
  documentId?: string
  /** Documents that it was under before, when the event moves it away: filters for these must still match. */
  formerAncestorIds?: readonly string[] | null
}

/** An event that has just been written. */
export interface RecordedEvent extends EventInput<EventType> {
  id: string
  sequence: bigint
}

interface EndpointRow extends Subscription {
  coalesce_seconds: number
  /** The event's sequence, the same in each row. */
  sequence: bigint
  /** The event's ancestors, the same in each row. */
  ancestor_ids: string[] | null
}

/**
 * Writes an event and a delivery for every endpoint that subscribes to it, in the transaction of the change that it
 * reports: both are committed together or not at all. Call it while the document's row still exists.
 *
 * @returns the key of the event (`eventId(key)` is its outside id).
 * @throws when the data does not fit the catalogue, so that a bug of ours is never sent out.
 */
export async function recordEvent<Type extends EventType>(
  tx: Executor,
  event: EventInput<Type>,
): Promise<string> {
  const definition = eventDefinition(event.type)
  if (!definition) throw new Error(`The catalogue has no event ${event.type}`)
  const data = definition.data.parse(event.data)
  const id = newId()
  const actors = actorsOf(event)
  // One round trip for both, since most events are written while somebody types.
  const { rows } = await tx.query<EndpointRow>(
    `WITH event AS (
       INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, ancestor_ids,
                           editor_ids, actor, data, trace_parent)
       SELECT $1::uuid, $2::uuid, generation, $3, $4::uuid,
              (SELECT general_access IS NOT NULL FROM documents WHERE id = $4::uuid),
              array_cat(${ancestorsOf('$4::uuid')}, $8::uuid[]), $9::uuid[],
              $5::json, $6::json, $7
         FROM event_log WHERE id = 1
       -- PostgreSQL sends equal notifications of one transaction only once.
       RETURNING sequence, ancestor_ids,
                 pg_notify('event_recorded', json_build_object('workspaceId', workspace_id)::text))
     SELECT ${SUBSCRIPTION}, coalesce_seconds, (SELECT sequence FROM event), (SELECT ancestor_ids FROM event)
       FROM webhook_endpoints WHERE workspace_id = $2::uuid AND ${RECEIVES}`,
    [
      id,
      event.workspaceId,
      event.type,
      event.documentId ?? null,
      storableJson(JSON.stringify(event.actor)),
      storableJson(JSON.stringify(data)),
      currentTraceParent() ?? null,
      event.formerAncestorIds ?? null,
      furtherIds(event.actor, actors),
    ],
  )
  const endpoints = await eventAudience(tx, { ...event, actors, ancestorIds: rows[0]?.ancestor_ids }, rows)
  const [first] = endpoints
  if (first) await deliver(tx, { ...event, id, sequence: first.sequence }, endpoints)
  return id
}

/** The actors besides `actor`, for filters by actor, which would otherwise parse the data of each save. */
function furtherIds(actor: Actor, actors: readonly Actor[]): string[] | null {
  const ids = actors.flatMap(({ id }) => (id === null || id === actor.id ? [] : id))
  return ids.length > 0 ? [...new Set(ids)] : null
}

async function deliver(tx: Executor, event: RecordedEvent, endpoints: readonly EndpointRow[]): Promise<void> {
  const { documentId } = event
  const waits = ({ coalesce_seconds }: EndpointRow) =>
    event.type === 'document.saved' && documentId ? coalesce_seconds : 0
  const patient = endpoints.filter((endpoint) => waits(endpoint) > 0).map(({ id }) => id)
  const merged = patient.length > 0 ? await mergeIntoWaiting(tx, event, patient) : new Set<string>()
  const told = endpoints.filter(({ id }) => !merged.has(id))
  await writeDeliveries(
    tx,
    event,
    told.map((endpoint) => ({ endpointId: endpoint.id, event, wait: waits(endpoint) })),
    endpoints.map(({ id }) => id),
  )
}
