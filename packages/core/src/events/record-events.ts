import { type Executor, newId, storableJson } from '@quillwire/database'
import { type Actor, type EventData, type EventType, eventDefinition } from '@quillwire/events'
import { currentTraceParent } from '@quillwire/process'
import { ancestorsOf } from './ancestors.ts'
import { documentAudience, RECEIVES, SUBSCRIPTION, type Subscription, wants } from './event-audience.ts'
import { type Told, writeDeliveries } from './write-deliveries.ts'

/** How many events one statement writes. */
const BATCH = 1000

interface EventRow {
  id: string
  documentId: string
  sequence: bigint
  ancestorIds: string[] | null
}

interface Events<Type extends EventType> {
  workspaceId: string
  type: Type
  actor: Actor
  /** As in `recordEvent`, the same for all of them. */
  formerAncestorIds?: readonly string[]
  of: readonly { documentId: string; data: EventData<Type> }[]
}

/**
 * Like `recordEvent`, for many documents to which the same happens. Takes a few statements however many there are; one
 * by one, they would take longer than a transaction may. Not for saves, since those are merged.
 */
export async function recordEvents<Type extends Exclude<EventType, 'document.saved'>>(
  tx: Executor,
  events: Events<Type>,
): Promise<void> {
  const { workspaceId } = events
  for (let from = 0; from < events.of.length; from += BATCH) {
    const batch = { ...events, of: events.of.slice(from, from + BATCH) }
    const written = await write(tx, batch)
    const endpoints = await subscriptions(tx, workspaceId)
    if (endpoints.length === 0) continue
    const sees = await documentAudience(
      tx,
      workspaceId,
      batch.of.map(({ documentId }) => documentId),
    )
    const told: Told[] = []
    for (const event of written)
      for (const endpoint of endpoints)
        if (
          wants(endpoint, { ...batch, ...event, actors: [batch.actor] }) &&
          (await sees(event.documentId, endpoint))
        )
          told.push({ endpointId: endpoint.id, event, wait: 0 })
    if (told.length > 0)
      await writeDeliveries(tx, batch, told, [...new Set(told.map(({ endpointId }) => endpointId))])
  }
}

async function write<Type extends EventType>(
  tx: Executor,
  { workspaceId, type, actor, formerAncestorIds, of }: Events<Type>,
): Promise<EventRow[]> {
  const definition = eventDefinition(type)
  if (!definition) throw new Error(`The catalogue has no event ${type}`)
  const { rows } = await tx.query<EventRow>(
    `INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, ancestor_ids,
                         actor, data, trace_parent)
     SELECT given.id, $1::uuid, generation, $2, given.document_id,
            (SELECT general_access IS NOT NULL FROM documents WHERE id = given.document_id),
            array_cat(${ancestorsOf('given.document_id')}, $8::uuid[]), $3::json, data::json, $4
       FROM unnest($5::uuid[], $6::uuid[], $7::text[]) AS given (id, document_id, data)
       JOIN event_log ON event_log.id = 1
     RETURNING id, document_id AS "documentId", sequence, ancestor_ids AS "ancestorIds",
               pg_notify('event_recorded', json_build_object('workspaceId', workspace_id)::text)::text`,
    [
      workspaceId,
      type,
      storableJson(JSON.stringify(actor)),
      currentTraceParent() ?? null,
      of.map(() => newId()),
      of.map(({ documentId }) => documentId),
      of.map(({ data }) => storableJson(JSON.stringify(definition.data.parse(data)))),
      formerAncestorIds ?? null,
    ],
  )
  return rows
}

async function subscriptions(tx: Executor, workspaceId: string): Promise<Subscription[]> {
  const { rows } = await tx.query<Subscription>(
    `SELECT ${SUBSCRIPTION} FROM webhook_endpoints WHERE workspace_id = $1::uuid AND ${RECEIVES}`,
    [workspaceId],
  )
  return rows
}
