/** Which events of a range a replay sends: those that the endpoint wants, and may see now. */
import { documentAudience, type Subscription, wants } from '@quillwire/core/events/event-audience'
import type { Executor } from '@quillwire/database'
import type { Actor } from '@quillwire/events'

export interface ReplayedEvent {
  id: string
  sequence: bigint
  type: string
  actor: Actor
  /** For a save, everyone who edited. */
  editors: Actor[] | null
  document_id: string | null
  /** Whether every member could read the document when it happened. */
  document_open: boolean | null
  /** The documents above it at that moment. */
  ancestor_ids: string[] | null
}

/**
 * The endpoint's filters and rights are those of this moment, but a folder holds what was under it when the event
 * happened. For a deleted document there is nothing left to ask but what its events keep: those that were open to every
 * member are sent, as the list of events shows them, so that a receiver that was away learns that the document is gone.
 */
export async function replayedEvents(
  tx: Executor,
  workspaceId: string,
  endpoint: Subscription,
  events: readonly ReplayedEvent[],
): Promise<ReplayedEvent[]> {
  const documentIds = [...new Set(events.flatMap(({ document_id }) => document_id ?? []))]
  const gone = await goneDocuments(tx, documentIds)
  const sees = await documentAudience(tx, workspaceId, documentIds)
  const replayed: ReplayedEvent[] = []
  for (const event of events) {
    const { type, document_id: documentId, ancestor_ids: ancestorIds } = event
    const actors = [event.actor, ...(event.editors ?? [])]
    if (!wants(endpoint, { workspaceId, type, actors, documentId, ancestorIds })) continue
    const told =
      documentId === null || (gone.has(documentId) ? event.document_open : await sees(documentId, endpoint))
    if (told) replayed.push(event)
  }
  return replayed
}

async function goneDocuments(tx: Executor, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS named (id)
      WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = named.id)`,
    [ids],
  )
  return new Set(rows.map(({ id }) => id))
}
