import { type Executor, newId } from '@quillwire/database'
import { type Actor, type EventData, type EventType, eventDefinition, subscribesTo } from '@quillwire/events'
import { decideDocument } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import type { Principal } from '../access/principal.ts'

export interface EventInput<Type extends EventType> {
  workspaceId: string
  type: Type
  actor: Actor
  data: EventData<Type>
  /** The document that the event tells about: only endpoints that may see it get it. */
  documentId?: string
}

/**
 * Writes an event and a delivery for every endpoint that subscribes to it, in the transaction of the change that
 * it reports: both become true together or not at all. Call it while the document's row still exists.
 *
 * @returns the key of the event (`eventId(key)` is its outside id).
 * @throws when the data does not fit the catalogue, so that a fault of ours never leaves the house.
 */
export async function recordEvent<Type extends EventType>(
  tx: Executor,
  event: EventInput<Type>,
): Promise<string> {
  const definition = eventDefinition(event.type)
  if (!definition) throw new Error(`The catalogue has no event ${event.type}`)
  const data = definition.data.parse(event.data)
  const id = newId()
  // One round trip for both: most events are written while somebody types. A paused endpoint collects deliveries,
  // which go out when it is resumed; a disabled one does not.
  const { rows } = await tx.query<EndpointRow>(
    `WITH event AS (
       INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, actor, data)
       SELECT $1::uuid, $2::uuid, generation, $3, $4::uuid,
              (SELECT general_access IS NOT NULL FROM documents WHERE id = $4::uuid),
              $5::jsonb, $6::jsonb
         FROM event_log WHERE id = 1)
     SELECT id, event_types, created_by_type, created_by_id
       FROM webhook_endpoints WHERE workspace_id = $2::uuid AND status <> 'disabled'`,
    [
      id,
      event.workspaceId,
      event.type,
      event.documentId ?? null,
      JSON.stringify(event.actor),
      JSON.stringify(data),
    ],
  )
  const endpoints = await thoseToTell(tx, event, rows)
  if (endpoints.length === 0) return id
  // The worker is woken below; the log page is told here, since a paused endpoint's delivery wakes nobody.
  await tx.query(
    `WITH made AS (
       INSERT INTO deliveries (id, endpoint_id, event_id, event_type)
       SELECT id, endpoint_id, $3::uuid, $4
         FROM unnest($1::uuid[], $2::uuid[]) AS delivery (id, endpoint_id)
       RETURNING id, endpoint_id)
     SELECT pg_notify('delivery_changed', json_build_object(
              'workspaceId', $5::text, 'endpointId', endpoint_id, 'deliveryId', id)::text)::text FROM made`,
    [endpoints.map(() => newId()), endpoints, id, event.type, event.workspaceId],
  )
  await tx.query(`SELECT pg_notify('delivery_ready', '{}')::text`, [])
  return id
}

interface EndpointRow {
  id: string
  event_types: string[]
  created_by_type: string
  created_by_id: string | null
}

async function thoseToTell(
  tx: Executor,
  event: Pick<EventInput<EventType>, 'workspaceId' | 'type' | 'documentId'>,
  endpoints: readonly EndpointRow[],
): Promise<string[]> {
  const subscribed = endpoints.filter((endpoint) => subscribesTo(endpoint.event_types, event.type))
  if (!event.documentId || subscribed.length === 0) return subscribed.map(({ id }) => id)
  return await thoseThatMaySee(tx, event.workspaceId, event.documentId, subscribed)
}

/**
 * An endpoint sees what every member sees, and beyond that what the person who made it may read at this moment.
 */
async function thoseThatMaySee(
  tx: Executor,
  workspaceId: string,
  documentId: string,
  endpoints: EndpointRow[],
): Promise<string[]> {
  const canRead = async (principal: Principal) => {
    const facts = (await documentFacts(tx, principal, [documentId])).get(documentId)
    // Seen is what could be seen before it went to the trash: the event about that is for the same eyes.
    return facts !== undefined && decideDocument(principal, 'read', { ...facts, trashed: false })
  }
  const everyMember: Principal = {
    type: 'api_key',
    id: '00000000-0000-0000-0000-000000000000',
    name: 'webhooks',
    workspaceId,
    scopes: ['documents:read'],
  }
  if (await canRead(everyMember)) return endpoints.map(({ id }) => id)
  const answers = new Map<string, Promise<boolean>>()
  const visible = await Promise.all(
    endpoints.map((endpoint) => {
      const creator = endpointCreator(endpoint, workspaceId)
      if (!creator) return false
      const answer = answers.get(creator.id) ?? canRead(creator)
      answers.set(creator.id, answer)
      return answer
    }),
  )
  return endpoints.filter((_, index) => visible[index]).map(({ id }) => id)
}

function endpointCreator(endpoint: EndpointRow, workspaceId: string) {
  const { created_by_type: type, created_by_id: id } = endpoint
  if (!id) return null
  if (type === 'api_key')
    return { type: 'api_key' as const, id, name: '', workspaceId, scopes: ['documents:read'] }
  return { type: 'user' as const, id, name: '', email: '', image: null, membership: null, shareLinkIds: [] }
}
