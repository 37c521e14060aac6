/** Which events of a range a replay sends: those that the endpoint wants, and may see now. */
import { eventAudience, type Subscription, wants } from '@quillwire/core/events/event-audience'
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
  /** The documents above it at that moment. */
  ancestor_ids: string[] | null
}

/**
 * The endpoint's filters and rights are those of this moment, and a folder is what was under it when the event happened.
 * Of a document that is deleted nothing is left to ask but what its events keep: those that were open to every member are
 * sent, as the list of events shows them, so that whoever was away learns that the document is gone.
 */
export async function replayedEvents(
  tx: Executor,
  workspaceId: string,
  endpoint: Subscription,
  events: readonly ReplayedEvent[],
): Promise<ReplayedEvent[]> {
  const gone = await goneDocuments(tx, events)
  const replayed: ReplayedEvent[] = []
  for (const event of events) {
    const { type, actor, document_id: documentId, ancestor_ids: ancestorIds } = event
    const facts = { workspaceId, type, actor, documentId, ancestorIds }
    const told =
      documentId && gone.has(documentId)
        ? event.document_open && wants(endpoint, facts)
        : (await eventAudience(tx, facts, [endpoint])).length > 0
    if (told) replayed.push(event)
  }
  return replayed
}

async function goneDocuments(tx: Executor, events: readonly ReplayedEvent[]): Promise<Set<string>> {
  const ids = [...new Set(events.flatMap(({ document_id }) => document_id ?? []))]
  if (ids.length === 0) return new Set()
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS named (id)
      WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = named.id)`,
    [ids],
  )
  return new Set(rows.map(({ id }) => id))
}
