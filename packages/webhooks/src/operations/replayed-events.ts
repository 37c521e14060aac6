/** Which events of a range a replay sends: what the endpoint would be told of if they happened now. */
import { eventAudience, type Subscription } from '@quillwire/core/events/event-audience'
import type { EventFilters } from '@quillwire/core/events/event-filters'
import type { Executor } from '@quillwire/database'
import type { Actor } from '@quillwire/events'

export interface ReplayedEvent {
  id: string
  sequence: bigint
  type: string
  actor: Actor
  document_id: string | null
  /** Whether every member could read the document when it happened. */
  document_open: boolean | null
}

/**
 * Rights and filters are asked as they are at this moment. Of a document that is deleted nothing is left to ask but
 * what its events keep: those that were open to every member are sent, as the list of events shows them, so that whoever
 * was away learns that the document is gone.
 */
export async function replayedEvents(
  tx: Executor,
  workspaceId: string,
  endpoint: Subscription,
  events: readonly ReplayedEvent[],
): Promise<ReplayedEvent[]> {
  const passes = await throughFilters(tx, endpoint, await goneDocuments(tx, events))
  const wanted: ReplayedEvent[] = []
  for (const event of events) {
    const { type, actor, document_id: documentId, document_open: wasOpen } = event
    const facts = { workspaceId, type, actor }
    const pass = documentId ? passes.get(documentId) : undefined
    let told: unknown[] = []
    if (pass === undefined)
      told = await eventAudience(tx, { ...facts, documentId: documentId ?? undefined }, [endpoint])
    else if (pass && wasOpen) told = await eventAudience(tx, facts, [withoutPlaces(endpoint)])
    if (told.length > 0) wanted.push(event)
  }
  return wanted
}

async function goneDocuments(tx: Executor, events: readonly ReplayedEvent[]): Promise<string[]> {
  const ids = [...new Set(events.flatMap(({ document_id }) => document_id ?? []))]
  if (ids.length === 0) return []
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS named (id)
      WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = named.id)`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

/**
 * Of these deleted documents, whether the endpoint's filter of documents and folders lets them through. In which folder
 * one was is not known any more: it passes where the endpoint was told of it before.
 */
async function throughFilters(
  tx: Executor,
  { id: endpointId, filters }: Subscription,
  gone: readonly string[],
): Promise<Map<string, boolean>> {
  const { documentIds = [], folderIds = [] } = filters
  const named = [...documentIds, ...folderIds]
  const told =
    folderIds.length > 0 && gone.length > 0 ? await toldOf(tx, endpointId, gone) : new Set<string>()
  return new Map(gone.map((id) => [id, named.length === 0 || named.includes(id) || told.has(id)]))
}

async function toldOf(
  tx: Executor,
  endpointId: string,
  documentIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT DISTINCT document_id AS id FROM deliveries
      WHERE endpoint_id = $1::uuid AND document_id = ANY ($2::uuid[])`,
    [endpointId, documentIds],
  )
  return new Set(rows.map(({ id }) => id))
}

/** What is left of the filters is who did it. */
function withoutPlaces(endpoint: Subscription): Subscription {
  const { actorIds = [] } = endpoint.filters
  const filters: EventFilters = { actorIds }
  return { ...endpoint, filters }
}
