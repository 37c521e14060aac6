/**
 * Takes due deliveries for one worker. A claimed delivery is leased: if the worker dies, the lease runs out and
 * another takes it. Rows that another worker is just taking are passed over (`SKIP LOCKED`), so that workers share
 * without waiting for each other.
 *
 * Fairness: of each endpoint the oldest few are taken, and when there are more than fit, the first of each endpoint
 * goes before the second of any. An endpoint that failed last time gets one at a time until it succeeds again, so
 * that dead endpoints cannot fill the worker.
 */
import { renderEnvelope } from '@quillwire/core/events/envelope'
import type { Executor } from '@quillwire/database'
import { eventId } from '@quillwire/events'

export interface ClaimedDelivery {
  id: string
  /** How many attempts were made before this one. */
  attemptCount: number
  eventId: string
  eventType: string
  /** Sent by hand to try the endpoint out; there is no such event. */
  test: boolean
  /** The envelope, as it is sent and signed. */
  body: string
  endpoint: ClaimedEndpoint
}

export interface ClaimedEndpoint {
  id: string
  workspaceId: string
  url: string
  description: string
  headers: Record<string, string>
  timeoutMs: number
  retrySchedule: number[]
  secretSealed: string
}

export interface ClaimLimits {
  /** The most deliveries to take. */
  total: number
  /** The most to take of one endpoint. */
  perEndpoint: number
  /** Endpoints to leave alone: this worker has enough of theirs in flight. */
  full: readonly string[]
  /** Endpoints of which this worker has at least one in flight. */
  busy: readonly string[]
}

/** ms that a lease outlives the endpoint's timeout: enough to record the result. */
const LEASE_MARGIN_MS = 10_000

interface ClaimRow {
  id: string
  attempt_count: number
  event_key: string
  event_type: string
  payload: unknown
  endpoint_id: string
  url: string
  description: string
  headers: Record<string, string>
  timeout_ms: number
  retry_schedule: number[]
  secret_sealed: string
  workspace_id: string
  workspace_name: string
  event_created_at: Date | null
  actor: unknown
  data: unknown
}

export async function claimDeliveries(executor: Executor, limits: ClaimLimits): Promise<ClaimedDelivery[]> {
  const { rows } = await executor.query<ClaimRow>(
    `WITH candidate AS (
       SELECT due.id, due.next_attempt_at,
              row_number() OVER (PARTITION BY e.id ORDER BY due.next_attempt_at, due.id) AS turn,
              e.failing_since IS NOT NULL AS failing
         FROM webhook_endpoints e
        CROSS JOIN LATERAL (
          SELECT d.id, d.next_attempt_at FROM deliveries d
           WHERE d.endpoint_id = e.id AND d.status = 'pending' AND d.next_attempt_at <= now()
             AND (d.leased_until IS NULL OR d.leased_until <= now())
           ORDER BY d.next_attempt_at
           LIMIT $2::int
             FOR UPDATE SKIP LOCKED
        ) due
        WHERE e.status = 'active' AND (e.throttled_until IS NULL OR e.throttled_until <= now())
          AND e.id <> ALL ($3::uuid[])
          AND NOT (e.failing_since IS NOT NULL AND e.id = ANY ($4::uuid[]))
     ), chosen AS (
       SELECT id FROM candidate WHERE turn = 1 OR NOT failing
        ORDER BY turn, next_attempt_at LIMIT $1::int
     ), claimed AS (
       UPDATE deliveries d
          SET leased_until = now() + make_interval(secs => (e.timeout_ms + ${LEASE_MARGIN_MS}) / 1000.0)
         FROM webhook_endpoints e
        WHERE d.id IN (SELECT id FROM chosen) AND e.id = d.endpoint_id
       RETURNING d.id, d.attempt_count, d.event_id, d.event_type, d.payload, d.endpoint_id
     )
     SELECT c.id, c.attempt_count, c.event_id AS event_key, c.event_type, c.payload, c.endpoint_id,
            e.url, e.description, e.headers, e.timeout_ms, e.retry_schedule, e.secret_sealed,
            e.workspace_id, w.name AS workspace_name, v.created_at AS event_created_at, v.actor, v.data
       FROM claimed c
       JOIN webhook_endpoints e ON e.id = c.endpoint_id
       JOIN workspaces w ON w.id = e.workspace_id
       LEFT JOIN events v ON v.id = c.event_id`,
    [limits.total, limits.perEndpoint, limits.full, limits.busy],
  )
  const lost = rows.filter((row) => row.payload === null && row.event_created_at === null)
  if (lost.length > 0) await cancelLost(executor, lost)
  const bodies = new Map<string, string>()
  return rows.flatMap((row) => {
    const body = bodyOf(row, bodies)
    return body === null ? [] : [claimedDelivery(row, body)]
  })
}

function claimedDelivery(row: ClaimRow, body: string): ClaimedDelivery {
  return {
    id: row.id,
    attemptCount: row.attempt_count,
    eventId: eventId(row.event_key),
    eventType: row.event_type,
    test: row.payload !== null,
    body,
    endpoint: {
      id: row.endpoint_id,
      workspaceId: row.workspace_id,
      url: row.url,
      description: row.description,
      headers: row.headers,
      timeoutMs: row.timeout_ms,
      retrySchedule: row.retry_schedule,
      secretSealed: row.secret_sealed,
    },
  }
}

/** Retention keeps the events that are still to be sent; one that is gone all the same is not to stop the others. */
async function cancelLost(executor: Executor, rows: readonly ClaimRow[]): Promise<void> {
  await executor.query(
    `UPDATE deliveries SET status = 'cancelled', completed_at = now(), leased_until = NULL,
            last_error = 'The event of this delivery is no longer there.'
      WHERE id = ANY ($1::uuid[])`,
    [rows.map(({ id }) => id)],
  )
}

/** Rendered once per event, however many endpoints get it. Null where the event is gone. */
function bodyOf(row: ClaimRow, bodies: Map<string, string>): string | null {
  if (row.payload !== null) return JSON.stringify(row.payload)
  const known = bodies.get(row.event_key)
  if (known) return known
  if (!row.event_created_at) return null
  const body = JSON.stringify(
    renderEnvelope({
      id: row.event_key,
      type: row.event_type,
      created_at: row.event_created_at,
      workspace_id: row.workspace_id,
      workspace_name: row.workspace_name,
      actor: row.actor,
      data: row.data,
    }),
  )
  bodies.set(row.event_key, body)
  return body
}

/**
 * ms until something becomes due that is not due now, or null where nothing waits. Counts with the database's clock,
 * which is the only one that schedules.
 */
export async function msUntilNextDue(executor: Executor): Promise<number | null> {
  const { rows } = await executor.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(greatest(due.at, e.throttled_until)) - now()) * 1000)::float8 AS ms
       FROM webhook_endpoints e
      CROSS JOIN LATERAL (
        SELECT greatest(d.next_attempt_at, d.leased_until) AS at FROM deliveries d
         WHERE d.endpoint_id = e.id AND d.status = 'pending'
         ORDER BY d.next_attempt_at LIMIT 64
      ) due
      WHERE e.status = 'active'`,
  )
  return rows[0]?.ms ?? null
}

/** Gives deliveries back that were claimed and not finished, so that another worker takes them at once. */
export async function releaseLeases(executor: Executor, ids: readonly string[]): Promise<void> {
  await executor.query(
    `WITH released AS (
       UPDATE deliveries SET leased_until = NULL WHERE id = ANY ($1::uuid[]) AND status = 'pending'
     )
     SELECT pg_notify('delivery_ready', '{}')::text`,
    [ids],
  )
}
