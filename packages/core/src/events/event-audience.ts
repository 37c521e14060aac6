/** Which endpoints are told of an event: those that subscribe, whose filter lets it through, and that may see it. */
import type { Executor } from '@quillwire/database'
import { type Actor, subscribesTo } from '@quillwire/events'
import { creatorNow } from '../access/creator.ts'
import { decideDocument } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import type { Principal } from '../access/principal.ts'
import type { EventFilters } from './event-filters.ts'
import { asEventReader } from './event-visibility.ts'

/** Who made an endpoint, or took it over: on behalf of whom it sees documents that not every member may see. */
export interface EndpointOwner {
  created_by_type: string
  created_by_id: string | null
}

export interface Subscription extends EndpointOwner {
  id: string
  event_types: string[]
  filters: EventFilters
}

interface EventFacts {
  workspaceId: string
  type: string
  actor: Actor
  documentId?: string | undefined
}

/** Of these endpoints those that are to get the event. */
export async function eventAudience<Endpoint extends Subscription>(
  executor: Executor,
  event: EventFacts,
  endpoints: readonly Endpoint[],
): Promise<Endpoint[]> {
  const { documentId } = event
  const subscribed = endpoints.filter((endpoint) => wants(endpoint, event))
  if (subscribed.length === 0) return []
  const filtered = await throughDocumentFilters(executor, documentId, subscribed)
  if (!documentId || filtered.length === 0) return filtered
  const sees = await documentAudience(executor, event.workspaceId, [documentId])
  const answers = await Promise.all(filtered.map((endpoint) => sees(documentId, endpoint)))
  return filtered.filter((_, index) => answers[index])
}

function wants({ id, event_types, filters }: Subscription, { type, actor }: EventFacts): boolean {
  // What an endpoint did itself by a reply is no news to it, and could go round for ever.
  if (actor.type === 'integration' && actor.id === id) return false
  if (!subscribesTo(event_types, type)) return false
  const { actorIds = [] } = filters
  return actorIds.length === 0 || (actor.id !== null && actorIds.includes(actor.id))
}

async function throughDocumentFilters<Endpoint extends Subscription>(
  executor: Executor,
  documentId: string | undefined,
  endpoints: readonly Endpoint[],
): Promise<Endpoint[]> {
  let line: Set<string> | undefined
  const passing: Endpoint[] = []
  for (const endpoint of endpoints) {
    const { documentIds = [], folderIds = [] } = endpoint.filters
    if (documentIds.length === 0 && folderIds.length === 0) passing.push(endpoint)
    else if (!documentId) continue
    else if (documentIds.includes(documentId)) passing.push(endpoint)
    else if (folderIds.length > 0) {
      line ??= await lineOf(executor, documentId)
      if (folderIds.some((id) => line?.has(id))) passing.push(endpoint)
    }
  }
  return passing
}

/** The document and everything above it. */
async function lineOf(executor: Executor, documentId: string): Promise<Set<string>> {
  const { rows } = await executor.query<{ id: string }>(
    `WITH RECURSIVE line AS (
       SELECT id, parent_id, 0 AS depth FROM documents WHERE id = $1::uuid
       UNION ALL
       SELECT parent.id, parent.parent_id, line.depth + 1
         FROM documents parent JOIN line ON parent.id = line.parent_id WHERE line.depth < 50)
     SELECT id FROM line`,
    [documentId],
  )
  return new Set(rows.map(({ id }) => id))
}

/**
 * Whether an endpoint may see these documents at this moment: what every member sees, and beyond that what the person
 * or key that made it may read. A document that is gone is seen by nobody.
 */
export async function documentAudience(
  executor: Executor,
  workspaceId: string,
  documentIds: readonly string[],
): Promise<(documentId: string, owner: EndpointOwner) => Promise<boolean>> {
  const factsFor = async (principal: Principal) => {
    const facts = await documentFacts(executor, principal, documentIds)
    return (documentId: string) => {
      const known = facts.get(documentId)
      // Seen is what could be seen before it went to the trash: the event about that is for the same eyes.
      return known !== undefined && decideDocument(principal, 'read', { ...known, trashed: false })
    }
  }
  const member = await factsFor(everyMember(workspaceId))
  const ownersFacts = async (createdByType: string, createdById: string) => {
    const owner = await creatorNow(executor, { workspaceId, createdByType, createdById })
    return owner ? await factsFor(asEventReader(owner)) : () => false
  }
  const owners = new Map<string, ReturnType<typeof factsFor>>()
  return async (documentId, { created_by_type: type, created_by_id: id }) => {
    if (member(documentId)) return true
    if (!id) return false
    const known = owners.get(id) ?? ownersFacts(type, id)
    owners.set(id, known)
    return (await known)(documentId)
  }
}

function everyMember(workspaceId: string): Principal {
  const id = '00000000-0000-0000-0000-000000000000'
  return { type: 'api_key', id, name: 'webhooks', workspaceId, scopes: ['documents:read'] }
}
