/** Which endpoints are told of an event: those that subscribe, whose filter lets it through, and that may see it. */
import type { Executor } from '@quillwire/database'
import { subscribesTo } from '@quillwire/events'
import { creatorNow } from '../access/creator.ts'
import { decideDocument } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import type { Principal } from '../access/principal.ts'
import { type EventFilters, type FilteredEvent, letsThrough } from './event-filters.ts'
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

interface EventFacts extends FilteredEvent {
  workspaceId: string
  type: string
}

/** Of these endpoints those that are to get the event. */
export async function eventAudience<Endpoint extends Subscription>(
  executor: Executor,
  event: EventFacts,
  endpoints: readonly Endpoint[],
): Promise<Endpoint[]> {
  const { documentId } = event
  const wanting = endpoints.filter((endpoint) => wants(endpoint, event))
  if (!documentId || wanting.length === 0) return wanting
  const sees = await documentAudience(executor, event.workspaceId, [documentId])
  const answers = await Promise.all(wanting.map((endpoint) => sees(documentId, endpoint)))
  return wanting.filter((_, index) => answers[index])
}

/** Whether the endpoint asked for such an event, whatever it may see. */
export function wants({ id, event_types, filters }: Subscription, event: EventFacts): boolean {
  const { type, actor } = event
  // What an endpoint did itself by a reply is no news to it, and could go round for ever.
  if (actor.type === 'integration' && actor.id === id) return false
  return subscribesTo(event_types, type) && letsThrough(filters, event)
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
