import { type Actor, type EventEnvelope, type EventType, eventId } from '@quillwire/events'

/** What a row of `events` holds, with the name of its workspace. */
export interface EventRow {
  id: string
  type: string
  created_at: Date
  workspace_id: string
  workspace_name: string
  actor: unknown
  data: unknown
}

/** The event as it goes over the wire, the same for every door that shows it. */
export function renderEnvelope(row: EventRow): EventEnvelope {
  return {
    id: eventId(row.id),
    // The casts: recordEvent checked the row against the catalogue before it wrote it.
    type: row.type as EventType,
    timestamp: row.created_at.toISOString(),
    workspace: { id: row.workspace_id, name: row.workspace_name },
    actor: row.actor as Actor,
    data: row.data as EventEnvelope['data'],
  }
}
