/** Checks, after a round, what is promised about deliveries against the database and what the receivers saw. */
import type { Database } from '@quillwire/database'
import { eventId } from '@quillwire/events'
import type { Arrival } from './flapping-receiver.ts'

/** A time, in ms, during which a send may have reached its receiver without being recorded in the database. */
export interface Disturbance {
  from: number
  to: number
}

export interface EventRow {
  id: string
  type: string
  documentId: string | null
}

export interface JudgedEndpoint {
  id: string
  name: string
  ordered: boolean
  wants(event: EventRow): boolean
  arrivals: readonly Arrival[]
}

interface DeliveryRow {
  eventId: string
  status: string
  /** The recorded attempts, those that were answered, and those that were answered with 200. */
  attempts: number
  answered: number
  succeeded: number
}

/** A send that began this long before a disturbance, in ms, may still have been under way. */
const UNDER_WAY_MS = 2500

/** The events after the one with this sequence, in the order in which they happened. */
export async function eventsAfter(
  database: Database,
  workspaceId: string,
  sequence: bigint,
): Promise<{ events: EventRow[]; last: bigint }> {
  const { rows } = await database.query<{ id: string; type: string; documentId: string; sequence: bigint }>(
    `SELECT id, type, document_id AS "documentId", sequence FROM events
      WHERE workspace_id = $1::uuid AND sequence > $2::bigint ORDER BY sequence`,
    [workspaceId, String(sequence)],
  )
  const events = rows.map(({ id, type, documentId }) => ({ id: eventId(id), type, documentId }))
  return { events, last: rows.at(-1)?.sequence ?? sequence }
}

/** Returns a sentence for each fault, and how many arrivals were accepted again. */
export async function judgeRound(
  database: Database,
  endpoint: JudgedEndpoint,
  events: readonly EventRow[],
  disturbances: readonly Disturbance[],
): Promise<{ problems: string[]; duplicates: number }> {
  const wanted = events.filter(endpoint.wants)
  const deliveries = await deliveriesOf(database, endpoint.id)
  const arrivals = Map.groupBy(endpoint.arrivals, (arrival) => arrival.eventId)
  const problems = endpoint.arrivals.flatMap(({ webhookId, eventId: id }) =>
    webhookId === id ? [] : `${id} came with the webhook-id ${webhookId}`,
  )
  const expected = new Set(wanted.map(({ id }) => id))
  for (const id of arrivals.keys()) if (!expected.has(id)) problems.push(`${id} came and never happened`)
  let duplicates = 0
  for (const event of wanted) {
    const came = arrivals.get(event.id) ?? []
    problems.push(...judgeEvent(event, deliveries.get(event.id), came, disturbances))
    duplicates += Math.max(0, came.filter(({ accepted }) => accepted !== null).length - 1)
  }
  if (endpoint.ordered) problems.push(...judgeOrder(wanted, arrivals))
  return { problems: problems.map((problem) => `${endpoint.name}: ${problem}`), duplicates }
}

function judgeEvent(
  { id, type }: EventRow,
  delivery: DeliveryRow | undefined,
  came: readonly Arrival[],
  disturbances: readonly Disturbance[],
): string[] {
  if (delivery?.status !== 'succeeded')
    return [`${id} (${type}) is ${delivery?.status ?? 'without a delivery'}`]
  const accepted = came.filter((arrival) => arrival.accepted !== null)
  const problems: string[] = []
  if (accepted.length === 0) problems.push(`${id} counts as delivered and was never accepted`)
  // Two if two workers had it: a crash of PostgreSQL undoes a lease that is not on the disk yet.
  if (delivery.succeeded < 1 || delivery.succeeded > accepted.length)
    problems.push(`${id} was accepted ${accepted.length} times and is recorded ${delivery.succeeded} times`)
  if (delivery.answered > came.length)
    problems.push(
      `${id} came ${came.length} times and is said to have been answered ${delivery.answered} times`,
    )
  // Arrivals that are not recorded must be explained by a disturbance.
  const disturbed = came.filter(({ at }) =>
    disturbances.some(({ from, to }) => at >= from - UNDER_WAY_MS && at <= to),
  )
  const unrecorded = came.length - delivery.attempts
  if (unrecorded > disturbed.length)
    problems.push(`${id} came ${unrecorded} times more often than is recorded, without a reason`)
  // So must repeated acceptances, unless an attempt is recorded that ended without an answer.
  const unanswered = delivery.attempts - delivery.answered
  if (accepted.length - 1 > disturbed.length + unanswered)
    problems.push(`${id} was accepted ${accepted.length} times, without a reason`)
  return problems
}

/** An event of a document first comes only after the last arrival of the event before it. */
function judgeOrder(events: readonly EventRow[], arrivals: ReadonlyMap<string, Arrival[]>): string[] {
  const problems: string[] = []
  for (const [documentId, own] of Map.groupBy(events, (event) => event.documentId)) {
    // Events of no document are written by several at the same time, so they have no certain order.
    if (documentId === null) continue
    let before: { id: string; accepted: number; last: number } | undefined
    for (const { id } of own) {
      const came = arrivals.get(id) ?? []
      const first = Math.min(...came.map(({ arrived }) => arrived))
      if (before && first < before.accepted)
        problems.push(`${id} of ${documentId} came before ${before.id} was accepted`)
      if (before && first < before.last)
        problems.push(`${before.id} of ${documentId} came once more after ${id}`)
      before = {
        id,
        accepted: Math.min(...came.flatMap(({ accepted }) => accepted ?? [])),
        last: Math.max(...came.map(({ arrived }) => arrived)),
      }
    }
  }
  return problems
}

async function deliveriesOf(database: Database, endpointId: string): Promise<Map<string, DeliveryRow>> {
  const { rows } = await database.query<DeliveryRow>(
    `SELECT d.event_id AS "eventId", d.status::text, count(a.id)::int AS attempts,
            count(a.status_code)::int AS answered, count(*) FILTER (WHERE a.status_code = 200)::int AS succeeded
       FROM deliveries d LEFT JOIN delivery_attempts a ON a.delivery_id = d.id
      WHERE d.endpoint_id = $1::uuid
      GROUP BY d.id`,
    [endpointId],
  )
  return new Map(rows.map((row) => [eventId(row.eventId), row]))
}
