/** Checks what is promised to consumers of the event stream against the log and what they saw. */
import { decodeEventCursor } from '@quillwire/core/events/event-cursor'
import { letsThrough } from '@quillwire/core/events/event-filters'
import { type EventPosition, isBefore } from '@quillwire/core/events/event-position'
import type { Database } from '@quillwire/database'
import { type Actor, eventId, eventKey, subscribesTo } from '@quillwire/events'
import type { TriedConnection } from './tried-consumer.ts'
import type { ConsumedWorkspace } from './workspace.ts'

export interface HappenedEvent {
  id: string
  type: string
  /** Everyone who did it. */
  actors: Actor[]
  documentId: string | null
  documentOpen: boolean | null
  ancestorIds: string[] | null
  happenedAt: Date
  /** When it was deleted for being older than what is kept. */
  deletedAt: number | undefined
  /** Consumers whose place was known then, and which must be told of the loss. */
  tell: Set<string>
}

interface Follower {
  name: string
  connections: readonly TriedConnection[]
}

export async function happenedEvents(database: Database, workspaceId: string): Promise<HappenedEvent[]> {
  const { rows } = await database.query<HappenedEvent>(
    `SELECT id, type, jsonb_build_array(actor) || coalesce((data -> 'editors')::jsonb, '[]') AS actors,
            document_id AS "documentId", document_open AS "documentOpen", ancestor_ids AS "ancestorIds",
            created_at AS "happenedAt"
       FROM events WHERE workspace_id = $1::uuid ORDER BY generation, transaction_id, sequence`,
    [workspaceId],
  )
  return rows.map((row) => ({ ...row, id: eventId(row.id), deletedAt: undefined, tell: new Set() }))
}

/** Returns a sentence for each fault. */
export function judgeFollower(
  { rights }: ConsumedWorkspace,
  { name, connections }: Follower,
  happened: readonly HappenedEvent[],
): string[] {
  const problems: string[] = []
  const byId = new Map(happened.map((event) => [event.id, event]))
  const wants = ({ types, filters }: TriedConnection, event: HappenedEvent) =>
    subscribesTo(types, event.type) && letsThrough(filters, event)

  for (const [index, connection] of connections.entries()) {
    let last: EventPosition | undefined
    for (const { cursor, event, at, unacknowledged } of connection.sent) {
      const where = `${event.type} ${event.id} on connection ${index}`
      const position = decodeEventCursor(cursor)
      if (last && !isBefore(last, position)) problems.push(`${where} is out of order`)
      last = position
      if (unacknowledged > connection.window) problems.push(`${where} is beyond the window`)
      const known = byId.get(event.id)
      if (!known) {
        problems.push(`${where} never happened`)
        continue
      }
      if (!wants(connection, known)) problems.push(`${where} was not asked for`)
      if (connection.wasSlow) continue
      const { documentId, documentOpen } = known
      const isDeleted = documentId !== null && !rights.hasSince(documentId, Date.now())
      if (documentId && !rights.mightHave(documentId, at) && !(isDeleted && documentOpen))
        problems.push(`${where} came without the right to its document`)
      if (!rights.mightHave(connection.keyId, at))
        problems.push(`${where} came by a key that was none any more`)
    }
  }

  const got = new Set(connections.flatMap(({ sent }) => sent.map(({ event }) => event.id)))
  for (const event of happened) {
    if (got.has(event.id) || !connections.every((connection) => wants(connection, event))) continue
    const { documentId, happenedAt } = event
    if (documentId && !rights.hasSince(documentId, happenedAt.getTime())) continue
    const { deletedAt = Infinity, tell } = event
    // A consumer that asks for the oldest events that are left is told nothing more.
    const isTold = () =>
      connections.some(
        ({ begun, after, error }) => begun >= deletedAt && (error === 'cursor_expired' || after === 'oldest'),
      )
    if (deletedAt !== Infinity && (!tell.has(name) || isTold())) continue
    problems.push(`${event.type} ${event.id} of ${happenedAt.toISOString()} never came`)
  }
  return problems.map((problem) => `${name}: ${problem}`)
}

interface LoggedEvent {
  eventId: string
  status: string
  attempts: number
  times: number
}

/** What the log says of a named consumer, and its place. */
export async function judgeLog(
  database: Database,
  workspaceId: string,
  { name, connections }: Follower,
): Promise<string[]> {
  const problems: string[] = []
  const { rows } = await database.query<LoggedEvent>(
    `SELECT d.event_id AS "eventId", min(d.status::text) AS status, count(DISTINCT d.id)::int AS times, count(a.id)::int AS attempts
       FROM deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id LEFT JOIN delivery_attempts a ON a.delivery_id = d.id
      WHERE e.workspace_id = $1::uuid AND e.stream_name = $2 GROUP BY d.event_id`,
    [workspaceId, name],
  )
  const acknowledged = connections.flatMap((one) => one.sent.slice(0, one.acknowledged))
  const times = Map.groupBy(acknowledged, ({ event }) => eventKey(event.id))
  for (const row of rows) {
    const most = times.get(row.eventId)?.length ?? 0
    if (row.times > most)
      problems.push(`${row.eventId} is logged ${row.times} times, acknowledged ${most} times`)
    if (row.status !== 'succeeded' || row.attempts !== row.times)
      problems.push(`${row.eventId} is ${row.status} with ${row.attempts} attempts`)
  }
  const logged = new Set(rows.map(({ eventId: key }) => key))
  for (const { event } of connections.at(-1)?.sent ?? [])
    if (!logged.has(String(eventKey(event.id))))
      problems.push(`${event.id} was acknowledged in the end, and is not logged`)
  return problems.map((problem) => `${name}: ${problem}`)
}
