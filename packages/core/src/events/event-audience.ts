/** Which endpoints are told of an event: those that subscribe, whose filter lets it through, and that may see it. */
import type { Executor } from '@quillwire/database'
import { subscribesTo } from '@quillwire/events'
import { type Creator, creatorNow } from '../access/creator.ts'
import { decideDocument } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import { NOBODY } from '../access/nobody.ts'
import type { Principal } from '../access/principal.ts'
import { type EventFilters, type FilteredEvent, letsThrough } from './event-filters.ts'
import { asEventReader } from './event-visibility.ts'

/** An endpoint as far as it asks for events. On behalf of its creator it sees documents that not every member may see. */
export interface Subscription extends Creator {
  id: string
  eventTypes: string[]
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
  const told: Endpoint[] = []
  // One question after another: in a transaction there is one connection for all of them.
  for (const endpoint of wanting) if (await sees(documentId, endpoint)) told.push(endpoint)
  return told
}

/** Whether the endpoint asked for such an event, whatever it may see. */
export function wants({ id, eventTypes, filters }: Subscription, event: EventFacts): boolean {
  const { type, actors } = event
  // What an endpoint alone did by a reply is no news to it, and could go round for ever. What others wrote until then is.
  if (actors.every((actor) => actor.type === 'integration' && actor.id === id)) return false
  return subscribesTo(eventTypes, type) && letsThrough(filters, event)
}

/**
 * Whether an endpoint may see these documents at this moment: what every member sees, and beyond that what the person
 * or key that made it may read. A document that is gone is seen by nobody.
 */
export async function documentAudience(
  executor: Executor,
  workspaceId: string,
  documentIds: readonly string[],
): Promise<(documentId: string, creator: Creator) => Promise<boolean>> {
  const factsFor = async (principal: Principal) => {
    const facts = await documentFacts(executor, principal, documentIds)
    return (documentId: string) => {
      const known = facts.get(documentId)
      // Seen is what could be seen before it went to the trash: the event about that is for the same eyes.
      return known !== undefined && decideDocument(principal, 'read', { ...known, trashed: false })
    }
  }
  const member = await factsFor(everyMember(workspaceId))
  const factsForCreator = async (creator: Creator) => {
    const principal = await creatorNow(executor, creator)
    return principal ? await factsFor(asEventReader(principal)) : () => false
  }
  const creators = new Map<string, ReturnType<typeof factsFor>>()
  return async (documentId, { createdByType, createdById }) => {
    if (member(documentId)) return true
    if (!createdById) return false
    const known = creators.get(createdById) ?? factsForCreator({ createdByType, createdById })
    creators.set(createdById, known)
    return (await known)(documentId)
  }
}

function everyMember(workspaceId: string): Principal {
  return { type: 'api_key', id: NOBODY, name: 'webhooks', workspaceId, scopes: ['documents:read'] }
}
