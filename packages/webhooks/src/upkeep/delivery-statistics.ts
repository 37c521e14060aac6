import type { Executor } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { WAITS_IN_ORDER } from '../deliveries/waits-in-order.ts'
import { LEVEL, OPEN } from '../engine/claim-deliveries.ts'

export interface DeliveryStatistics {
  /**
   * Deliveries that are due now and not yet being sent. What waits for its receiver, or for another delivery, is not
   * due.
   */
  due: number
  /** Seconds for which the oldest of them has been due. */
  oldestDueSeconds: number
  /** Failing, throttled and probed endpoints are active too. */
  endpoints: Record<'active' | 'paused' | 'disabled' | 'failing' | 'throttled' | 'probed', number>
}

/** For operators: how far behind delivery is, and how the endpoints are. Counts at most 10,000 per endpoint. */
export async function deliveryStatistics(executor: Executor): Promise<DeliveryStatistics> {
  const { rows } = await executor.query<
    Record<'due' | 'oldest' | keyof DeliveryStatistics['endpoints'], number>
  >(
    `SELECT coalesce(sum(due.count), 0)::int AS due,
            coalesce(max(due.oldest), 0)::float8 AS oldest,
            count(*) FILTER (WHERE e.status = 'active')::int AS active,
            count(*) FILTER (WHERE e.status = 'paused')::int AS paused,
            count(*) FILTER (WHERE e.status = 'disabled')::int AS disabled,
            count(*) FILTER (WHERE e.status = 'active' AND e.failing_since IS NOT NULL)::int AS failing,
            count(*) FILTER (WHERE e.status = 'active' AND e.throttled_until > now())::int AS throttled,
            count(*) FILTER (WHERE e.status = 'active' AND e.probe_at IS NOT NULL)::int AS probed
       FROM webhook_endpoints e
       LEFT JOIN LATERAL (
         SELECT count(*) AS count, extract(epoch FROM now() - min(next_attempt_at)) AS oldest FROM (
           (SELECT d.next_attempt_at FROM deliveries d
             WHERE NOT e.ordered AND d.endpoint_id = e.id AND d.status = 'pending' AND d.next_attempt_at <= now()
               AND ${NOT_LEASED}
             LIMIT 10000)
           UNION ALL
           -- Where an endpoint wants order, only the first of each document waits for a worker.
           SELECT d.next_attempt_at FROM (
             SELECT DISTINCT ON (order_key) next_attempt_at, leased_until FROM (
               SELECT order_key, sequence, id, next_attempt_at, leased_until FROM deliveries d
                WHERE e.ordered AND d.endpoint_id = e.id AND ${WAITS_IN_ORDER}
                ORDER BY order_key, sequence, id LIMIT 10000) AS waiting
              ORDER BY order_key, sequence, id) AS d
            WHERE d.next_attempt_at <= now() AND ${NOT_LEASED}) AS one
       ) due ON e.status = 'active' AND ${OPEN} AND (e.rate_limit IS NULL OR ${LEVEL} >= 1)
      WHERE e.kind = 'webhook'`,
  )
  const [row] = rows
  if (!row) throw new Error('An aggregate always gives a row')
  const { due, oldest, ...endpoints } = row
  return { due, oldestDueSeconds: oldest, endpoints }
}
