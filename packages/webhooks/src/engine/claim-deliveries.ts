/**
 * Takes due deliveries for one worker. A claimed delivery is leased: if the worker dies, the lease runs out and
 * another takes it. Rows that another worker is just taking are passed over (`SKIP LOCKED`), so that workers share
 * without waiting for each other.
 *
 * Fairness: of each endpoint the oldest are taken, as many as the worker has room for, and when there are more than
 * fit, the first of each endpoint goes before the second of any. An endpoint that failed last time gets one at a time
 * until it succeeds again. Of an endpoint that wants order only the first pending delivery of each document is due, and
 * none while an operation still adds to what is pending.
 */
import type { Executor } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { STILL_PENDING } from '../deliveries/still-pending.ts'

export interface ClaimedRow {
  id: string
  endpoint_id: string
  /** Changes with the endpoint's settings. */
  endpoint_version: string
  attempt_count: number
  resent_after: number
  /** Of an endpoint that wants order, that of the document. */
  order_key: string | null
  /** The key of the event; what is sent is `eventId(event_key)`. */
  event_key: string
  event_type: string
  document_id: string | null
  test: boolean
  /** Whether the delivery has an envelope of its own. */
  own_payload: boolean
  /** When the lease runs out: no other claim of this delivery has the same. */
  leased_until: string
}

/** A delivery, and the lease by which a worker has it. */
export interface Leased {
  id: string
  leasedUntil: string
}

export interface ClaimLimits {
  /** The most deliveries to take. */
  total: number
  /** The most to take of an endpoint that is not in `ofEndpoint`. */
  perEndpoint: number
  /** The most to take of these endpoints. */
  ofEndpoint: ReadonlyMap<string, number>
  /** Endpoints of which this worker has something in hand: while one fails, it gets nothing more. */
  busy: readonly string[]
}

/**
 * Of endpoints that want order, the document after which the next claim goes from document to document. Kept by whoever claims
 * again and again: begun at the same one each time, those beyond the first hundred would wait until these have nothing more.
 */
export type DocumentTurns = Map<string, string>

/** ms that a lease outlives the endpoint's timeout: enough to wait for a turn and to record the result. */
const LEASE_MARGIN_MS = 20_000

/**
 * Whether an operation still makes deliveries of an endpoint `e` that wants order pending. It does so in batches: what
 * happened later, by now or in a batch before, is not to go ahead of what comes with the next.
 */
const LINING_UP = `(e.ordered AND EXISTS (
  SELECT FROM delivery_operations o WHERE o.endpoint_id = e.id AND o.status = 'running' AND o.kind <> 'cancel'))`

/** SQL: of an active endpoint `e`, that nothing but its rate limit keeps its deliveries back. */
export const OPEN = `(e.throttled_until IS NULL OR e.throttled_until <= now())
     AND (e.probe_at IS NULL OR e.probe_at <= now())
     AND NOT ${LINING_UP}`

/** SQL: of an endpoint `e`, the level to which its rate limit's bucket has filled; it holds what flows in within a second. */
export const LEVEL = `least(greatest(1, ceil(e.rate_limit / 60.0)),
  e.rate_tokens + greatest(0, coalesce(extract(epoch FROM now() - e.rate_at), 60)) * e.rate_limit / 60.0)`

/** Of an endpoint that wants order, of up to so many documents with something due it is always the oldest that goes first. */
const DOCUMENTS_SEEN = 100

/**
 * SQL: of a lane's documents from there on, what is pending first of the first one. All places in one order, also where the
 * document is known: only the index of that order can serve.
 */
const firstFrom = (from: string) => `(
         SELECT d.ctid AS place, d.order_key, d.next_attempt_at, d.leased_until FROM deliveries d
          WHERE d.endpoint_id = lane.id AND d.status = 'pending' AND ${from}
          ORDER BY d.order_key, d.sequence, d.id LIMIT 1)`

const DUE = `d.next_attempt_at <= now() AND ${NOT_LEASED}`

/**
 * In order, the first of each document are looked for from two sides, and each side ends when it has enough: among what is due
 * for longest, which is fair where very many documents wait; and from document to document, in turns, which finds the others
 * where all that is due for longest is of a few whose first is being sent or has failed.
 *
 * Rows are found again by their place (`ctid`), since they are locked. One that another transaction changed in this very
 * moment has moved: the next claim finds it.
 *
 * The commit does not wait for the disk. A lease that a crash of PostgreSQL takes back was taken by somebody who may
 * still be sending: where another worker takes it too, that is a repeat, as after a death. What is recorded later is on
 * the disk with it.
 */
const CLAIM = `
WITH open AS MATERIALIZED (
  SELECT e.id, e.ordered, e.timeout_ms, e.updated_at::text AS version, e.rate_limit,
         CASE WHEN e.failing_since IS NOT NULL THEN least(1, coalesce(lane.most, $2::int))
              ELSE coalesce(lane.most, $2::int) END AS most
    FROM webhook_endpoints e
   CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS without_waiting
    LEFT JOIN unnest($3::uuid[], $4::int[]) AS lane (id, most) ON lane.id = e.id
   WHERE e.status = 'active' AND e.kind = 'webhook'
     AND ${OPEN}
     AND coalesce(lane.most, $2::int) > 0
     AND NOT (e.failing_since IS NOT NULL AND e.id = ANY ($5::uuid[]))
), limited AS MATERIALIZED (
  -- Locked, so that two workers never spend the same tokens; one that another holds is left to it.
  SELECT e.id, ${LEVEL} AS level
    FROM webhook_endpoints e
   WHERE e.id IN (SELECT id FROM open WHERE rate_limit IS NOT NULL)
     FOR NO KEY UPDATE SKIP LOCKED
), lane AS MATERIALIZED (
  SELECT o.id, o.ordered, least(o.most, floor(l.level)::int) AS most,
         coalesce(turn.after, '00000000-0000-0000-0000-000000000000') AS after
    FROM open o LEFT JOIN limited l ON l.id = o.id
    LEFT JOIN unnest($6::uuid[], $7::uuid[]) AS turn (id, after) ON turn.id = o.id
   WHERE o.rate_limit IS NULL OR l.level >= 1
), unordered AS (
  SELECT due.ctid, due.id, due.next_attempt_at, lane.id AS endpoint_id
    FROM lane
   CROSS JOIN LATERAL (
     SELECT d.ctid, d.id, d.next_attempt_at FROM deliveries d
      WHERE d.endpoint_id = lane.id AND d.status = 'pending' AND d.next_attempt_at <= now()
        AND ${NOT_LEASED}
      ORDER BY d.next_attempt_at
      LIMIT lane.most
        FOR UPDATE SKIP LOCKED
   ) AS due
   WHERE NOT lane.ordered
), head AS (
  SELECT first.place
    FROM lane
   CROSS JOIN LATERAL (
     WITH RECURSIVE longest AS (
       SELECT DISTINCT d.order_key
         FROM (SELECT d.order_key FROM deliveries d
                WHERE d.endpoint_id = lane.id AND d.status = 'pending' AND ${DUE}
                ORDER BY d.next_attempt_at LIMIT 2 * lane.most) AS d
        WHERE d.order_key IS NOT NULL
     ), beyond AS (
       ${firstFrom('d.order_key > lane.after')}
       UNION ALL
       SELECT next.* FROM beyond CROSS JOIN LATERAL ${firstFrom('d.order_key > beyond.order_key')} AS next
     ), before AS (
       ${firstFrom('d.order_key <= lane.after')}
       UNION ALL
       SELECT next.* FROM before
        CROSS JOIN LATERAL ${firstFrom('d.order_key > before.order_key AND d.order_key <= lane.after')} AS next
     )
     SELECT d.place FROM (
       SELECT of_longest.* FROM longest
        CROSS JOIN LATERAL ${firstFrom('d.order_key >= longest.order_key')} AS of_longest
       UNION
       (SELECT * FROM (SELECT * FROM beyond UNION ALL SELECT * FROM before) AS d
         WHERE ${DUE} LIMIT greatest(lane.most, ${DOCUMENTS_SEEN}))
     ) AS d
      WHERE ${DUE}
      ORDER BY d.next_attempt_at LIMIT lane.most
   ) AS first
   WHERE lane.ordered
), ordered AS (
  SELECT d.ctid, d.id, d.next_attempt_at, d.endpoint_id
    FROM head JOIN deliveries d ON d.ctid = head.place
   WHERE ${STILL_PENDING} AND ${NOT_LEASED}
     FOR UPDATE OF d SKIP LOCKED
), chosen AS MATERIALIZED (
  SELECT ctid, endpoint_id FROM (
    SELECT ctid, endpoint_id, next_attempt_at,
           row_number() OVER (PARTITION BY endpoint_id ORDER BY next_attempt_at, id) AS turn
      FROM (SELECT * FROM unordered UNION ALL SELECT * FROM ordered) AS due) AS candidate
   ORDER BY turn, next_attempt_at LIMIT $1::int
), spent AS (
  UPDATE webhook_endpoints e SET rate_tokens = l.level - c.count, rate_at = now()
    FROM limited l JOIN (SELECT endpoint_id, count(*) FROM chosen GROUP BY endpoint_id) AS c ON c.endpoint_id = l.id
   WHERE e.id = l.id
)
UPDATE deliveries d
   SET leased_until = now() + make_interval(secs => (o.timeout_ms + ${LEASE_MARGIN_MS}) / 1000.0)
  FROM chosen c JOIN open o ON o.id = c.endpoint_id
 WHERE d.ctid = c.ctid
RETURNING d.id, d.endpoint_id, o.version AS endpoint_version, d.attempt_count, d.resent_after,
          d.order_key, d.event_id AS event_key, d.event_type, d.document_id, d.test, d.payload IS NOT NULL AS own_payload,
          d.leased_until::text AS leased_until`

/** @param turns of the claims before, and of this one when it is back. */
export async function claimDeliveries(
  executor: Executor,
  limits: ClaimLimits,
  turns: DocumentTurns = new Map(),
): Promise<ClaimedRow[]> {
  const { rows } = await executor.query<ClaimedRow>(
    CLAIM,
    [
      limits.total,
      limits.perEndpoint,
      [...limits.ofEndpoint.keys()],
      [...limits.ofEndpoint.values()],
      limits.busy,
      [...turns.keys()],
      [...turns.values()],
    ],
    'claim-deliveries',
  )
  for (const [endpointId, taken] of Map.groupBy(rows, (row) => row.endpoint_id)) {
    const documents = taken.flatMap(({ order_key: document }) => document ?? []).toSorted()
    const after = turns.get(endpointId) ?? ''
    // The nearest: of those between nothing is left that is due, or it is younger than all that was taken.
    const next = documents.find((document) => document > after) ?? documents[0]
    if (next) turns.set(endpointId, next)
  }
  return rows
}

/** More than passes between a claim and the question what comes next: what becomes due in between is not to be missed. */
const JUST_DUE = '10 seconds'

/**
 * ms until something becomes due, or null where nothing waits; not above zero where something became due since the claim
 * before. Counts with the database's clock, which is the only one that schedules. That the lease of a worker that died
 * runs out is not looked for here.
 */
export async function msUntilNextDue(executor: Executor): Promise<number | null> {
  const { rows } = await executor.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(greatest(due.at, e.opens_at)) - now()) * 1000)::float8 AS ms
       FROM (SELECT e.id, greatest(now(), e.throttled_until, e.probe_at,
                      CASE WHEN ${LEVEL} < 1
                           THEN now() + make_interval(secs => (1 - ${LEVEL}) * 60.0 / e.rate_limit) END) AS opens_at
               FROM webhook_endpoints e
              WHERE e.status = 'active' AND e.kind = 'webhook' AND NOT ${LINING_UP}) AS e
      CROSS JOIN LATERAL (
        SELECT d.next_attempt_at AS at FROM deliveries d
         WHERE d.endpoint_id = e.id AND d.status = 'pending'
           AND d.next_attempt_at > CASE WHEN e.opens_at > now() THEN '-infinity' ELSE now() - interval '${JUST_DUE}' END
           AND ${NOT_LEASED}
         ORDER BY d.next_attempt_at LIMIT 1
      ) AS due`,
    [],
    'ms-until-next-due',
  )
  return rows[0]?.ms ?? null
}

/**
 * Gives deliveries back that were claimed and not sent, so that they are taken again when their turn comes. Not those of which
 * the lease ran out while this worker stood still, and another has one now.
 */
export async function releaseLeases(executor: Executor, deliveries: readonly Leased[]): Promise<void> {
  if (deliveries.length === 0) return
  await executor.query(
    `WITH released AS (
       UPDATE deliveries d SET leased_until = NULL
         FROM unnest($1::uuid[], $2::timestamptz[]) AS lease (id, until)
        WHERE d.id = ANY ($1::uuid[]) AND d.id = lease.id AND d.leased_until = lease.until AND ${STILL_PENDING})
     SELECT pg_notify('delivery_ready', '{}')::text`,
    [deliveries.map(({ id }) => id), deliveries.map(({ leasedUntil }) => leasedUntil)],
  )
}
