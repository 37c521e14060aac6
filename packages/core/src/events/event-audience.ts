/** Which endpoints receive an event: those that subscribe to it, whose filters accept it, and that may see it. */
import type { Executor } from '@quillwire/database'
import { subscribesTo } from '@quillwire/events'
import { type Creator, creatorNow } from '../access/creator.ts'
import { decideDocument } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import { NOBODY } from '../access/nobody.ts'
import type { Principal } from '../access/principal.ts'
import { type EventFilters, type FilteredEvent, letsThrough } from './event-filters.ts'
import { asEventReader } from './event-visibility.ts'

/** The part of an endpoint that selects events. Its creator is whoever answers for it. */
export interface Subscription extends Creator {
  id: string
  eventTypes: string[]
  filters: EventFilters
}

/** A `Subscription`, as columns of `webhook_endpoints`. */
export const SUBSCRIPTION = `id, event_types AS "eventTypes", filters, created_by_type AS "createdByType",
  created_by_id AS "createdById"`

/**
 * Whether deliveries are made for a row of `webhook_endpoints`. A paused endpoint collects them until it is resumed; a
 * consumer of the event stream fetches the events itself.
 */
export const RECEIVES = `status <> 'disabled' AND kind = 'webhook'`

interface EventFacts extends FilteredEvent {
  workspaceId: string
  type: string
}

/** Those of these endpoints that receive the event. */
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
  // One after another, because a transaction has a single connection.
  for (const endpoint of wanting) if (await sees(documentId, endpoint)) told.push(endpoint)
  return told
}

/** Whether the endpoint asks for such an event, regardless of what it may see. */
export function wants({ id, eventTypes, filters }: Subscription, event: EventFacts): boolean {
  const { type, actors } = event
  // What an endpoint alone did through a reply is no news to it, and could loop for ever. An event of which others are
  // actors too is sent.
  if (actors.every((actor) => actor.type === 'integration' && actor.id === id)) return false
  return subscribesTo(eventTypes, type) && letsThrough(filters, event)
}

/**
 * Whether an endpoint may see these documents now: those that every member sees, and those that the person or key that
 * answers for it may read. Nobody sees a document that is gone.
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
      // Judged as before the document went to the trash: the event about that goes to the same endpoints.
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
