/**
 * Writes what attempts led to: one statement for a whole batch, however many endpoints it touches. An attempt and the
 * new state of its delivery become true together.
 *
 * Ten failures in a row open an endpoint's circuit: until `probe_at` nothing is sent, then one delivery is tried. Each
 * failure of such a try doubles the pause, from half a minute up to a quarter of an hour. One success closes the
 * circuit. Sends that were under way together and fail together are one failure: they open the circuit, and do not
 * lengthen the pause. A request that was never sent says nothing about the receiver and opens no circuit, but the
 * endpoint counts as failing all the same.
 */
import { type Executor, storable } from '@quillwire/database'
import { withoutSecrets } from '../endpoints/endpoint-headers.ts'
import type { Attempt } from './attempt.ts'
import type { ResponseHeaders } from './http/connection.ts'

const CIRCUIT_OPENS_AFTER = 10
const FIRST_PAUSE_SECONDS = 30
const MAX_PAUSE_SECONDS = 900
/** Characters of a request's body that the log keeps, where the body is not the envelope. */
const LOGGED_BODY = 65_536

/**
 * Joins many texts into one parameter: quoting each for PostgreSQL's array notation, and parsing that there, is a good
 * part of what recording costs. JSON and URLs hold no control characters.
 */
const SEPARATOR = '\x1e'

/**
 * SQL: a failure from a worker that does not have the delivery any more: its lease ran out, and another worker claimed
 * it, or an admin sent it again.
 */
const NOT_HELD = `(i.outcome IN ('pending', 'failed') AND d.leased_until IS DISTINCT FROM i.leased_until)`

/** SQL: a failure that decides nothing: of such a worker, or after another worker's success or a cancellation. */
const LATE = `(${NOT_HELD} OR d.status IN ('succeeded', 'cancelled') AND i.outcome <> 'succeeded')`

/** SQL: a second success. The first stays the one that counts: the receiver may already have replied with it. */
const SECOND = `(d.status = 'succeeded' AND i.outcome = 'succeeded')`
const REPLIED = JSON.stringify({
  status: 'refused',
  error: 'The delivery was sent twice, and the answer to the other attempt counts.',
})

const RECORD = `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::timestamptz[], $4::int[], string_to_array($5, '${SEPARATOR}'),
    string_to_array($6, '${SEPARATOR}'), $7::int[], string_to_array($8, '${SEPARATOR}', ''), $9::text[], $10::text[],
    $11::text[], $12::text[], $13::float8[], $14::float8[], $15::text[], $16::text[], $17::text[], $18::text[],
    $19::boolean[], $20::uuid[], $21::text[], $22::timestamptz[])
    AS t (id, delivery_id, started_at, duration_ms, url, request_headers, status_code, response_headers,
          response_body, remote_address, error, outcome, retry_ms, throttle_ms, method, request_body, payload,
          reply, sent, endpoint_id, failed_at_url, leased_until)
), verdict AS (
  SELECT i.endpoint_id, bool_or(i.outcome = 'succeeded') AS succeeded, max(i.throttle_ms) AS throttle_ms,
         max(i.failed_at_url) AS failed_at_url,
         count(*) FILTER (WHERE i.outcome <> 'succeeded' AND i.sent)::int AS failures
    FROM input i
   WHERE i.outcome <> 'cancelled'
     -- What the endpoint's previous URL answered says nothing about the one that it has now.
     AND (i.failed_at_url IS NULL OR i.failed_at_url = (SELECT url FROM webhook_endpoints e WHERE e.id = i.endpoint_id))
   GROUP BY i.endpoint_id
), locked AS MATERIALIZED (
  -- In the same order for all workers, so that they never deadlock; and only if something is to change: an endpoint
  -- that works is updated once a second at most.
  SELECT e.id, CASE WHEN v.succeeded THEN 0
                    WHEN v.failures = 0 THEN e.failures_in_a_row
                    WHEN e.probe_at > now() THEN e.failures_in_a_row
                    WHEN e.failures_in_a_row < ${CIRCUIT_OPENS_AFTER}
                      THEN least(${CIRCUIT_OPENS_AFTER}, e.failures_in_a_row + v.failures)
                    ELSE e.failures_in_a_row + 1 END AS failures
    FROM webhook_endpoints e JOIN verdict v ON v.endpoint_id = e.id
   WHERE (v.throttle_ms IS NOT NULL OR NOT v.succeeded OR e.failing_since IS NOT NULL
          OR e.last_success_at IS NULL OR e.last_success_at < now() - interval '1 second')
     -- Asked again of the locked row: it may have got another URL just now.
     AND (v.failed_at_url IS NULL OR v.failed_at_url = e.url)
   ORDER BY e.id
     FOR NO KEY UPDATE OF e
), recorded AS (
  UPDATE deliveries d
     SET attempt_count = d.attempt_count + 1,
         last_status_code = CASE WHEN ${LATE} THEN d.last_status_code ELSE i.status_code END,
         last_error = CASE WHEN ${LATE} THEN d.last_error ELSE i.error END,
         last_duration_ms = CASE WHEN ${LATE} THEN d.last_duration_ms ELSE i.duration_ms END,
         last_attempt_sent = CASE WHEN ${LATE} THEN d.last_attempt_sent ELSE i.sent END,
         leased_until = CASE WHEN ${NOT_HELD} THEN d.leased_until END,
         payload = coalesce(i.payload::jsonb, d.payload),
         status = CASE WHEN ${LATE} THEN d.status ELSE i.outcome::delivery_status END,
         completed_at = CASE WHEN ${LATE} OR ${SECOND} THEN d.completed_at WHEN i.outcome = 'pending' THEN NULL ELSE now() END,
         next_attempt_at = CASE WHEN ${LATE} THEN d.next_attempt_at
                                ELSE coalesce(now() + make_interval(secs => i.retry_ms / 1000), d.next_attempt_at) END
    FROM input i
   -- The endpoints first: whoever changes one locks it before the deliveries that wait for it.
   WHERE d.id = i.delivery_id AND (SELECT count(*) FROM locked) >= 0
  RETURNING d.id, d.endpoint_id, d.attempt_count, d.completed_at
), attempts AS (
  INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_method, request_url,
                                 request_headers, request_body, status_code, response_headers, response_body,
                                 remote_address, sent, error, reply)
  SELECT i.id, i.delivery_id, r.attempt_count, i.started_at, i.duration_ms, i.method, i.url,
         i.request_headers::json, i.request_body, i.status_code, i.response_headers::json, i.response_body,
         i.remote_address, i.sent, i.error,
         CASE WHEN r.completed_at <> now()::timestamptz(3) AND i.reply::jsonb ->> 'status' = 'waiting' THEN i.reply::jsonb || '${REPLIED}'
              ELSE i.reply::jsonb END
    FROM input i JOIN recorded r ON r.id = i.delivery_id
), endpoints AS (
  UPDATE webhook_endpoints e
     SET last_success_at = CASE WHEN v.succeeded THEN now() ELSE e.last_success_at END,
         last_failure_at = CASE WHEN v.succeeded THEN e.last_failure_at ELSE now() END,
         failing_since = CASE WHEN v.succeeded THEN NULL ELSE coalesce(e.failing_since, now()) END,
         failures_in_a_row = l.failures,
         probe_at = CASE WHEN NOT v.succeeded AND e.probe_at > now() THEN e.probe_at
                         WHEN l.failures >= ${CIRCUIT_OPENS_AFTER} THEN now() + make_interval(secs => least(
           ${MAX_PAUSE_SECONDS},
           ${FIRST_PAUSE_SECONDS} * power(2, least(l.failures - ${CIRCUIT_OPENS_AFTER}, 10)))) END,
         -- Of several sends under way the one that was asked for the longest rest counts; greatest() passes over nulls.
         throttled_until = greatest(e.throttled_until, now() + make_interval(secs => v.throttle_ms / 1000))
    FROM verdict v JOIN locked l ON l.id = v.endpoint_id
   WHERE e.id = v.endpoint_id
)
SELECT pg_notify('delivery_changed', json_build_object('endpointId', endpoint_id)::text)::text
  FROM (SELECT DISTINCT endpoint_id FROM recorded) AS touched`

export async function recordAttempts(executor: Executor, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return
  const texts = (value: (attempt: Attempt) => string | null) => textArray(attempts, value)
  const plain = (value: (attempt: Attempt) => PlainValue) => arrayLiteral(attempts, value)
  const joined = (value: (attempt: Attempt) => string) => attempts.map(value).join(SEPARATOR)
  await executor.query(
    RECORD,
    [
      plain(({ id }) => id),
      plain(({ delivery }) => delivery.id),
      plain(({ startedAt }) => startedAt.toISOString()),
      plain(({ exchange }) => exchange.durationMs),
      joined(({ request, delivery }) => withoutSeparator(request?.loggedUrl ?? delivery.endpoint.url)),
      joined(({ request }) => JSON.stringify(withoutSecrets(request?.loggedHeaders ?? {}))),
      plain(({ exchange }) => exchange.response?.status ?? null),
      joined(({ exchange }) =>
        exchange.response ? JSON.stringify(withoutCookies(exchange.response.headers)) : '',
      ),
      texts(({ exchange }) => exchange.response?.body ?? null),
      plain(({ exchange }) => exchange.remoteAddress),
      texts(({ outcome }) => outcome.error),
      plain(({ outcome }) => outcome.status),
      plain(({ outcome }) => outcome.retryInMs),
      plain(({ outcome }) => outcome.throttleMs),
      plain(({ request }) => request?.method ?? 'POST'),
      texts(({ request }) =>
        request?.loggedBody == null ? null : storable(request.loggedBody.slice(0, LOGGED_BODY)),
      ),
      texts(({ request }) => request?.newPayload ?? null),
      texts(({ reply }) => (reply ? JSON.stringify(reply) : null)),
      plain(({ outcome }) => outcome.sent),
      plain(({ delivery }) => delivery.endpoint.id),
      texts(({ delivery, outcome }) => (outcome.status === 'succeeded' ? null : delivery.endpoint.url)),
      texts(({ delivery, outcome }) => (outcome.status === 'succeeded' ? null : delivery.leasedUntil)),
    ],
    'record-attempts',
  )
}

/** The ids of those of these attempts that are recorded already. */
export async function recordedAttempts(
  executor: Executor,
  attempts: readonly Attempt[],
): Promise<ReadonlySet<string>> {
  const { rows } = await executor.query<{ id: string }>(
    'SELECT id FROM delivery_attempts WHERE id = ANY ($1::uuid[])',
    [attempts.map(({ id }) => id)],
  )
  return new Set(rows.map(({ id }) => id))
}

/** A receiver's session is nobody's business; what else it says helps to find a fault. */
function withoutCookies(headers: ResponseHeaders): ResponseHeaders {
  return headers['set-cookie'] === undefined ? headers : { ...headers, 'set-cookie': '[hidden]' }
}

function withoutSeparator(url: string): string {
  return url.replaceAll(SEPARATOR, '%1E')
}

/** Values that need no quotes in PostgreSQL's array notation: ids, numbers, times, addresses and our own words. */
type PlainValue = string | number | boolean | null

/** Written by hand, because `pg` looks for characters to escape in each value. Null where there is no value at all. */
function arrayLiteral(attempts: readonly Attempt[], value: (attempt: Attempt) => PlainValue): string | null {
  const values = attempts.map(value)
  return values.every((one) => one === null) ? null : `{${values.map((one) => one ?? 'NULL').join(',')}}`
}

/** Any text. Null where there is none at all. */
function textArray(
  attempts: readonly Attempt[],
  value: (attempt: Attempt) => string | null,
): (string | null)[] | null {
  const values = attempts.map(value)
  return values.every((one) => one === null) ? null : values
}
