/** What follows from attempts that end something: a delivery is given up, an endpoint is gone. */
import { SYSTEM_ACTOR } from '@quillwire/core'
import { recordEvent } from '@quillwire/core/events/record-event'
import type { Executor } from '@quillwire/database'
import { type DisabledEndpoint, disableEndpoint } from '../endpoints/disable-endpoint.ts'
import { sameUrl } from '../endpoints/endpoint-secrets.ts'
import type { Attempt } from './attempt.ts'

/** Whether more is to be written for this attempt than the attempt itself. */
export function endsSomething({ outcome }: Attempt): boolean {
  return outcome.status === 'failed'
}

/**
 * To be called in the transaction that records the attempt, after it.
 * @returns the endpoint that is disabled now, because it said that it is gone for good.
 */
export async function recordEnding(tx: Executor, attempt: Attempt): Promise<DisabledEndpoint | null> {
  const { endpoint } = attempt.delivery
  if (attempt.outcome.gone) {
    const moved = await sentToNewUrl(tx, attempt)
    return moved ? null : await disableEndpoint(tx, endpoint.id, 'gone')
  }
  const attempts = reportsExhaustion(attempt) ? await attemptsUntilFailure(tx, attempt.delivery.id) : null
  if (attempts !== null)
    await recordEvent(tx, {
      workspaceId: endpoint.workspaceId,
      type: 'delivery.exhausted',
      actor: SYSTEM_ACTOR,
      data: {
        endpoint: { id: endpoint.id, url: endpoint.url, description: endpoint.description },
        delivery: {
          id: attempt.delivery.id,
          eventId: attempt.delivery.eventId,
          eventType: attempt.delivery.eventType,
          attempts,
          lastStatusCode: attempt.exchange.response?.status ?? null,
          lastError: reportedError(attempt),
        },
      },
    })
  return null
}

/**
 * Whether the endpoint's URL has changed since the request was made. The old one may be gone, so the delivery becomes
 * pending again, for the new one. The recorder has locked the endpoint.
 */
async function sentToNewUrl(tx: Executor, { delivery: { id, endpoint } }: Attempt): Promise<boolean> {
  const { rows } = await tx.query(
    `WITH moved AS (
       SELECT id FROM webhook_endpoints WHERE id = $2::uuid AND url <> $3
     ), again AS (
       UPDATE deliveries d SET status = 'pending', completed_at = NULL, next_attempt_at = now()
         FROM moved
        WHERE d.id = $1::uuid AND d.endpoint_id = moved.id AND d.status = 'failed')
     SELECT pg_notify('delivery_ready', '{}')::text FROM moved`,
    [id, endpoint.id, endpoint.url],
  )
  return rows.length > 0
}

/**
 * The number of all attempts, including those before the delivery was resent by hand. Null where it has not failed with
 * this one, because another worker succeeded, has it now, or saw it fail before.
 */
async function attemptsUntilFailure(tx: Executor, deliveryId: string): Promise<number | null> {
  const { rows } = await tx.query<{ count: number }>(
    `SELECT attempt_count AS count FROM deliveries
      WHERE id = $1::uuid AND status = 'failed' AND completed_at = now()::timestamptz(3)`,
    [deliveryId],
  )
  return rows[0]?.count ?? null
}

/** A report that cannot be delivered is not reported again: that would go round for ever. */
function reportsExhaustion({ delivery }: Attempt): boolean {
  return !delivery.test && delivery.eventType !== 'delivery.exhausted'
}

/**
 * A function's error, and the URL that it chose, may hold a document's text. The report is about no document, and goes
 * to every endpoint that subscribes to it.
 */
function reportedError({ delivery: { endpoint }, request, outcome }: Attempt): string | null {
  const ownWords =
    endpoint.transformation === null || (request !== null && sameUrl(request.loggedUrl, endpoint.url))
  return ownWords ? outcome.error : 'The delivery in the log of the endpoint says why.'
}
