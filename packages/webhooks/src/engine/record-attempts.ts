/**
 * Writes what attempts led to: one statement for a whole batch, however many endpoints it touches. An attempt and the
 * new state of its delivery become true together.
 */
import { type Executor, newId } from '@quillwire/database'
import { withoutSecrets } from '../endpoints/endpoint-headers.ts'
import type { Attempt } from './attempt.ts'

export async function recordAttempts(executor: Executor, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return
  const column = <Value>(value: (attempt: Attempt) => Value) => attempts.map(value)
  await executor.query(
    `WITH input AS (
       SELECT * FROM unnest(
         $1::uuid[], $2::uuid[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::int[], $8::text[],
         $9::text[], $10::text[], $11::text[], $12::text[], $13::float8[], $14::float8[])
         AS t (id, delivery_id, started_at, duration_ms, url, request_headers, status_code, response_headers,
               response_body, remote_address, error, outcome, retry_ms, throttle_ms)
     ), recorded AS (
       UPDATE deliveries d
          SET attempt_count = d.attempt_count + 1,
              last_status_code = i.status_code, last_error = i.error, last_duration_ms = i.duration_ms,
              leased_until = NULL,
              -- A late result of a worker whose lease ran out does not undo what another achieved.
              status = CASE WHEN d.status = 'succeeded' THEN d.status ELSE i.outcome::delivery_status END,
              completed_at = CASE WHEN i.outcome = 'pending' THEN NULL ELSE now() END,
              next_attempt_at = coalesce(now() + make_interval(secs => i.retry_ms / 1000), d.next_attempt_at)
         FROM input i
        WHERE d.id = i.delivery_id
       RETURNING d.id, d.endpoint_id, d.attempt_count
     ), attempts AS (
       INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_url,
                                      request_headers, status_code, response_headers, response_body,
                                      remote_address, error)
       SELECT i.id, i.delivery_id, r.attempt_count, i.started_at, i.duration_ms, i.url,
              i.request_headers::jsonb, i.status_code, i.response_headers::jsonb, i.response_body,
              i.remote_address, i.error
         FROM input i JOIN recorded r ON r.id = i.delivery_id
     ), verdict AS (
       SELECT r.endpoint_id, bool_or(i.outcome = 'succeeded') AS succeeded, max(i.throttle_ms) AS throttle_ms
         FROM input i JOIN recorded r ON r.id = i.delivery_id
        GROUP BY r.endpoint_id
     ), locked AS (
       -- In one order for all workers, so that they never wait for each other in a circle; and only where
       -- something is to change: an endpoint that works is touched once a second at most.
       SELECT e.id FROM webhook_endpoints e JOIN verdict v ON v.endpoint_id = e.id
        WHERE v.throttle_ms IS NOT NULL
           OR CASE WHEN v.succeeded
                   THEN e.failing_since IS NOT NULL OR e.last_success_at IS NULL
                        OR e.last_success_at < now() - interval '1 second'
                   ELSE e.failing_since IS NULL END
        ORDER BY e.id
          FOR NO KEY UPDATE OF e
     ), endpoints AS (
       UPDATE webhook_endpoints e
          SET last_success_at = CASE WHEN v.succeeded THEN now() ELSE e.last_success_at END,
              failing_since = CASE WHEN v.succeeded THEN NULL ELSE coalesce(e.failing_since, now()) END,
              throttled_until = CASE WHEN v.throttle_ms IS NULL THEN e.throttled_until
                                     ELSE now() + make_interval(secs => v.throttle_ms / 1000) END
         FROM verdict v
        WHERE e.id = v.endpoint_id AND e.id IN (SELECT id FROM locked)
     )
     SELECT pg_notify('delivery_changed', json_build_object(
              'workspaceId', e.workspace_id, 'endpointId', e.id, 'deliveryId', r.id)::text)::text
       FROM recorded r JOIN webhook_endpoints e ON e.id = r.endpoint_id`,
    [
      column(() => newId()),
      column(({ delivery }) => delivery.id),
      column(({ startedAt }) => startedAt),
      column(({ exchange }) => exchange.durationMs),
      column(({ delivery }) => delivery.endpoint.url),
      column(({ requestHeaders }) => JSON.stringify(withoutSecrets(requestHeaders))),
      column(({ exchange }) => exchange.response?.status ?? null),
      column(({ exchange }) => (exchange.response ? JSON.stringify(exchange.response.headers) : null)),
      column(({ exchange }) => exchange.response?.body ?? null),
      column(({ exchange }) => exchange.remoteAddress),
      column(({ outcome }) => outcome.error),
      column(({ outcome }) => outcome.status),
      column(({ outcome }) => outcome.retryInMs),
      column(({ outcome }) => outcome.throttleMs),
    ],
  )
}
