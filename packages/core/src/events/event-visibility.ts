import type { Executor } from '@quillwire/database'
import { decideDocument } from '../access/decide.ts'
import { documentFacts } from '../access/document-facts.ts'
import type { Principal } from '../access/principal.ts'

/** The document that an event is about, and whether every member could see it when the event happened. */
export interface EventDocument {
  documentId: string | null
  documentOpen: boolean | null
}

/**
 * Which of these events the principal may see now, since an event contains the title of its document and parts of its
 * text. It does not matter whether the document is in the trash, or nobody would see who put it there.
 */
export async function eventVisibility(
  executor: Executor,
  principal: Principal,
  events: readonly EventDocument[],
): Promise<(event: EventDocument) => boolean> {
  const reader = asEventReader(principal)
  const ids = [...new Set(events.flatMap(({ documentId }) => documentId ?? []))]
  const facts = ids.length > 0 ? await documentFacts(executor, reader, ids) : new Map<string, never>()
  return ({ documentId, documentOpen }) => {
    if (!documentId) return true
    const known = facts.get(documentId)
    // For a deleted document, all that is left to go by is whether it was open to every member.
    if (!known) return documentOpen === true
    return decideDocument(reader, 'read', { ...known, trashed: false })
  }
}

/** Whether the principal may see the event with this key. False when it no longer exists, since nobody can tell. */
export async function maySeeEvent(
  executor: Executor,
  principal: Principal,
  key: string | null,
): Promise<boolean> {
  const { rows } = await executor.query<EventDocument>(
    'SELECT document_id AS "documentId", document_open AS "documentOpen" FROM events WHERE id = $1::uuid',
    [key],
  )
  const [event] = rows
  return event !== undefined && (await eventVisibility(executor, principal, [event]))(event)
}

/** The right to read events includes what they say about documents, so no other scope is needed for that. */
export function asEventReader(principal: Principal): Principal {
  return principal.type === 'api_key' ? { ...principal, scopes: ['documents:read'] } : principal
}
