import type { Executor } from '@quillwire/database'
import { type Actor, type EventEnvelope, type EventType, eventId } from '@quillwire/events'

/** A row of `events`, with the name of its workspace. */
export interface EventRow {
  id: string
  type: string
  created_at: Date
  workspace_id: string
  workspace_name: string
  actor: unknown
  data: unknown
}

/** The event as it is sent over the wire, the same for every door that shows it. */
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

/** The event with this key; null when there is none, or when it is older than what is kept. */
export async function findEnvelope(executor: Executor, key: string | null): Promise<EventEnvelope | null> {
  const { rows } = await executor.query<EventRow>(
    `SELECT v.id, v.type, v.created_at, v.workspace_id, w.name AS workspace_name, v.actor, v.data
       FROM events v JOIN workspaces w ON w.id = v.workspace_id WHERE v.id = $1::uuid`,
    [key],
  )
  return rows[0] ? renderEnvelope(rows[0]) : null
}
