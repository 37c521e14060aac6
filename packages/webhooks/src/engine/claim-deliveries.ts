/**
 * Takes due deliveries for one worker. A claimed delivery is leased: if the worker dies, the lease runs out and another
 * takes it. Rows that another worker is just taking are passed over (`SKIP LOCKED`), so that workers share without
 * waiting for each other.
 *
 * Fairness: the oldest deliveries of each endpoint are taken, as many as the worker has room for. When there are more
 * than fit, the first of each endpoint goes before the second of any. An endpoint that failed last time gets one at a
 * time until it succeeds again. For an endpoint that wants order, only the first pending delivery of each document is
 * due, and none while an operation still adds to what is pending.
 */
import type { Executor } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { STILL_PENDING } from '../deliveries/still-pending.ts'
import { WAITS_IN_ORDER } from '../deliveries/waits-in-order.ts'
import { AFTER_ALL_IDS, BEFORE_ALL_IDS } from '../ends-of-ids.ts'
import { createDocumentTurns, type DocumentTurns } from './document-turns.ts'

export interface ClaimedRow {
  id: string
  endpoint_id: string
  /** Changes with the endpoint's settings. */
  endpoint_version: string
  attempt_count: number
  resent_after: number
  /** The delivery's order key, where it has one. */
  order_key: string | null
  /** The key of the event; what is sent is `eventId(event_key)`. */
  event_key: string
  event_type: string
  document_id: string | null
  test: boolean
  /** Whether the delivery has an envelope of its own. */
  own_payload: boolean
  /** When the lease runs out. No two claims of a delivery have the same value. */
  leased_until: string
}

/** How far a claim came that did not look at all documents of an endpoint. */
interface ReachedRow {
  id: null
  looked_at: string
  reached: string
  took_all: boolean
}

/** A delivery, and the lease under which a worker has it. */
export interface Leased {
  id: string
  leasedUntil: string
}

export interface ClaimLimits {
  /** The most deliveries to take. */
  total: number
  /** The most to take for an endpoint that is not in `ofEndpoint`. */
  perEndpoint: number
  /** The most to take for each of these endpoints. */
  ofEndpoint: ReadonlyMap<string, number>
  /** Endpoints of which this worker has something in hand. Such an endpoint gets nothing more while it fails. */
  busy: readonly string[]
}

/** ms that a lease outlives the endpoint's timeout: enough to wait for a turn and to record the result. */
const LEASE_MARGIN_MS = 20_000

/**
 * SQL: whether an operation is still making deliveries of an endpoint `e` that wants order pending. It does so in
 * batches: later events, whether new or from an earlier batch, must not overtake those of the next batch.
 */
const LINING_UP = `(e.ordered AND EXISTS (
  SELECT FROM delivery_operations o WHERE o.endpoint_id = e.id AND o.status = 'running' AND o.kind <> 'cancel'))`

/** SQL: whether nothing but its rate limit holds back the deliveries of an active endpoint `e`. */
export const OPEN = `(e.throttled_until IS NULL OR e.throttled_until <= now())
     AND (e.probe_at IS NULL OR e.probe_at <= now())
     AND NOT ${LINING_UP}`

/**
 * SQL: the level to which the bucket of the rate limit of an endpoint `e` has filled; it holds what flows in within a
 * second. It is full if a clock looked at it last that was far ahead, and has been set back since.
 */
export const LEVEL = `least(greatest(1, ceil(e.rate_limit / 60.0)),
  e.rate_tokens + CASE WHEN e.rate_at < now() + interval '1 minute'
    THEN greatest(0, extract(epoch FROM now() - e.rate_at)) ELSE 60 END * e.rate_limit / 60.0)`

/**
 * For an endpoint that wants order, the oldest always goes first while up to this many documents have something due.
 */
const DOCUMENTS_DUE = 100
/**
 * A claim looks at this many documents, plus as many as it may take, whether they have something due or wait for a
 * retry.
 */
const DOCUMENTS_SEEN = 1000

const DUE = `d.next_attempt_at <= now() AND ${NOT_LEASED}`

/**
 * SQL: the first pending delivery of the next document of a lane, behind the given document or from it on. Endpoint and
 * document are compared as one row, so that to the planner no index but that of the order seems to serve.
 */
const first = (from: string, to = `'${AFTER_ALL_IDS}'::uuid`) => `(
         SELECT d.ctid AS place, d.order_key, d.next_attempt_at, ${DUE} AS due FROM deliveries d
          WHERE ${WAITS_IN_ORDER} AND (d.endpoint_id, d.order_key) ${from} AND (d.endpoint_id, d.order_key) <= (lane.id, ${to})
          ORDER BY d.endpoint_id, d.order_key, d.sequence, d.id LIMIT 1)`

/** SQL: the documents of some of a lane's due deliveries, those that come first in this order. */
const someDue = (order: string) => `(
         SELECT d.order_key FROM deliveries d
          WHERE d.endpoint_id = lane.id AND d.status = 'pending' AND ${DUE}
          ORDER BY d.next_attempt_at ${order} LIMIT 2 * lane.most)`

/** SQL: whether a walk that has come this far goes on to the next document. */
const goesOn = (there: string) => `${there}.seen < lane.look_at AND ${there}.found < lane.enough`

/** SQL: a step to the next document, counting the documents seen and those found due. */
const step = (there: string, from: string, to?: string) => `
         SELECT next.*, ${there}.seen + 1 AS seen, ${there}.found + next.due::int AS found
           FROM ${there} CROSS JOIN LATERAL ${first(from, to)} AS next
          WHERE ${goesOn(there)}`

/**
 * For endpoints that want order, the first deliveries of documents are looked for in three ways, and each ends when it
 * has enough: among what has been due longest, which is fair where very many documents wait; among what has only just
 * become due, so that neither new events nor retries wait for their turn; and from document to document, in turns. The
 * third finds the others where the first two meet only documents whose first delivery is being sent or has failed.
 * Where the first deliveries of very many documents wait for a retry, a claim looks at some of the documents, and says
 * how far it came.
 *
 * Rows are found again by their place (`ctid`), since they are locked. A row that another transaction changed at this
 * very moment has moved: the next claim finds it.
 *
 * The commit does not wait for the disk. If a crash of PostgreSQL loses a lease, the worker that took it may still be
 * sending. Where another worker then takes the delivery too, it is sent twice, as after the death of a worker.
 * Recording a result later puts the lease on the disk as well.
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
  -- Locked, so that two workers never spend the same tokens. An endpoint that another worker holds is left to it.
  SELECT e.id, ${LEVEL} AS level
    FROM webhook_endpoints e
   WHERE e.id IN (SELECT id FROM open WHERE rate_limit IS NOT NULL)
     FOR NO KEY UPDATE SKIP LOCKED
), lane AS MATERIALIZED (
  SELECT o.id, o.ordered, limits.most, coalesce(turn.after, '${BEFORE_ALL_IDS}') AS after,
         greatest(limits.most, ${DOCUMENTS_DUE}) AS enough, limits.most + ${DOCUMENTS_SEEN} AS look_at
    FROM open o LEFT JOIN limited l ON l.id = o.id
    LEFT JOIN unnest($6::uuid[], $7::uuid[]) AS turn (id, after) ON turn.id = o.id
   CROSS JOIN LATERAL (SELECT least(o.most, floor(l.level)::int) AS most) AS limits
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
  SELECT lane.id AS endpoint_id, found.place, found.reached
    FROM lane
   CROSS JOIN LATERAL (
     WITH RECURSIVE start AS (
       SELECT 0 AS seen, 0 AS found
     ), beyond AS (${step('start', '> (lane.id, lane.after)')}
       UNION ALL ${step('beyond', '> (lane.id, beyond.order_key)')}
     ), turned AS (
       SELECT coalesce(max(seen), 0) AS seen, coalesce(max(found), 0) AS found FROM beyond
     ), before AS (${step('turned', `>= (lane.id, '${BEFORE_ALL_IDS}'::uuid)`, 'lane.after')}
       UNION ALL ${step('before', '> (lane.id, before.order_key)', 'lane.after')}
     ), walk AS (
       SELECT * FROM beyond UNION ALL SELECT * FROM before
     ), due AS (
       SELECT first.place, first.next_attempt_at
         FROM (SELECT order_key FROM ${someDue('ASC')} AS longest UNION SELECT order_key FROM ${someDue('DESC')} AS latest) AS known
        CROSS JOIN LATERAL ${first('>= (lane.id, known.order_key)')} AS first
        WHERE known.order_key IS NOT NULL AND first.due
        UNION
       SELECT place, next_attempt_at FROM walk WHERE due
     )
     (SELECT place, NULL AS reached FROM due ORDER BY next_attempt_at LIMIT lane.most)
      UNION ALL
     SELECT NULL, order_key FROM walk WHERE seen >= lane.look_at AND found < lane.enough
   ) AS found
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
), taken AS (
  UPDATE deliveries d
     SET leased_until = now() + make_interval(secs => (o.timeout_ms + ${LEASE_MARGIN_MS}) / 1000.0)
    FROM chosen c JOIN open o ON o.id = c.endpoint_id
   WHERE d.ctid = c.ctid
  RETURNING d.id, d.endpoint_id, o.version AS endpoint_version, d.attempt_count, d.resent_after,
            d.order_key, d.event_id AS event_key, d.event_type, d.document_id, d.test, d.payload IS NOT NULL AS own_payload,
            d.leased_until::text AS leased_until
), reached AS (
  SELECT lane.id, head.reached,
         (SELECT count(*) FROM chosen c WHERE c.endpoint_id = lane.id) < lane.most
         AND (SELECT count(*) FROM chosen) < $1::int AS took_all
    FROM head JOIN lane ON lane.id = head.endpoint_id
   WHERE head.reached IS NOT NULL
)
SELECT taken.*, reached.id AS looked_at, reached.reached, reached.took_all FROM taken FULL JOIN reached ON false`

/** @param turns of the earlier claims; told of this one when it has returned. */
export async function claimDeliveries(
  executor: Executor,
  limits: ClaimLimits,
  turns: DocumentTurns = createDocumentTurns(),
): Promise<ClaimedRow[]> {
  const { rows } = await executor.query<ClaimedRow | ReachedRow>(
    CLAIM,
    [
      limits.total,
      limits.perEndpoint,
      [...limits.ofEndpoint.keys()],
      [...limits.ofEndpoint.values()],
      limits.busy,
      [...turns.after.keys()],
      [...turns.after.values()],
    ],
    'claim-deliveries',
  )
  const taken = rows.filter((row) => row.id !== null)
  const documents = new Map(
    [...Map.groupBy(taken, (row) => row.endpoint_id)].map(([id, of]) => [
      id,
      of.flatMap(({ order_key: document }) => document ?? []),
    ]),
  )
  const reached = new Map(
    rows.flatMap((row) =>
      row.id === null ? [[row.looked_at, { document: row.reached, tookAll: row.took_all }]] : [],
    ),
  )
  turns.claimed(documents, reached)
  return taken
}

/**
 * Longer than passes between a claim and the question of what comes next: what becomes due in between must not be
 * missed.
 */
const JUST_DUE = '10 seconds'

/**
 * ms until something becomes due, or null where nothing waits; zero or less where something has become due since the
 * last claim. Uses the database's clock, which is the only one that schedules. Leases of dead workers that run out are
 * not looked for here.
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
 * Gives back deliveries that were claimed and not sent, so that they are taken again when their turn comes. Leaves out
 * those whose lease ran out while this worker stood still, and which another worker has now.
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
