/**
 * Retention. What was sent and what came back is kept for some days and then deleted, in batches that each take a
 * moment and leave the next moment to others, so that deliveries never wait for it. The deliveries themselves stay for
 * longer, with their counts and last result.
 */

import { BATCH, type Executor, inBatches } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { STILL_PENDING } from '../deliveries/still-pending.ts'
import { firstIdOf } from '../first-id-of.ts'
import { deleteOldCalls } from '../incoming/delete-old-calls.ts'

/** RETENTION_DAYS when unset. */
export const RETENTION_DAYS = 30
const DELIVERIES_STAY_DAYS = 365
const DAY_MS = 86_400_000

export interface Deleted {
  attempts: number
  events: number
  /** Envelopes of their own that deliveries had. */
  payloads: number
  /** Calls of incoming hooks. */
  calls: number
  /** Deliveries of which only the result was left. */
  deliveries: number
  /** Deliveries that were never sent in all that time, because their endpoint was paused or disabled. */
  cancelled: number
  /** Ended operations on many deliveries. */
  operations: number
}

export async function deleteOldRecords(
  executor: Executor,
  now: Date,
  days = RETENTION_DAYS,
): Promise<Deleted> {
  const before = new Date(now.getTime() - days * DAY_MS)
  const oldest = firstIdOf(before)
  const attempts = await inBatches(
    executor,
    `DELETE FROM delivery_attempts WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM delivery_attempts WHERE id < $1::uuid ORDER BY id LIMIT ${BATCH})) RETURNING id`,
    oldest,
  )
  const payloads = await inBatches(
    executor,
    `UPDATE deliveries SET payload = NULL WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM deliveries WHERE id < $1::uuid AND payload IS NOT NULL AND status <> 'pending'
        ORDER BY id LIMIT ${BATCH} FOR UPDATE)) RETURNING id`,
    oldest,
  )
  // The event of a delivery that is still to be sent stays. So that it does not stay for ever, such a delivery ends
  // here.
  const cancelled = await inBatches(
    executor,
    `UPDATE deliveries
        SET status = 'cancelled', completed_at = now(), leased_until = NULL,
            last_error = 'Not sent in the ${days === 1 ? 'day' : `${days} days`} that events are kept.'
      WHERE ctid = ANY (ARRAY(
              SELECT d.ctid FROM webhook_endpoints e CROSS JOIN LATERAL (
                SELECT d.ctid FROM deliveries d WHERE d.endpoint_id = e.id AND d.status = 'pending'
                   AND d.id < $1::uuid AND ${NOT_LEASED}
                 ORDER BY d.next_attempt_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) d
               WHERE e.status <> 'active' LIMIT ${BATCH}))
     RETURNING id`,
    oldest,
  )
  const events = await inBatches(
    executor,
    `DELETE FROM events WHERE ctid = ANY (ARRAY(
       SELECT v.ctid FROM events v
        WHERE v.created_at < $1::timestamptz
          AND NOT EXISTS (SELECT FROM deliveries d WHERE d.event_id = v.id AND ${STILL_PENDING})
        ORDER BY v.created_at LIMIT ${BATCH})) RETURNING id`,
    before,
  )
  const operations = await inBatches(
    executor,
    `DELETE FROM delivery_operations WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM delivery_operations WHERE finished_at < $1::timestamptz LIMIT ${BATCH})) RETURNING id`,
    before,
  )
  const deliveries = await inBatches(
    executor,
    `DELETE FROM deliveries WHERE ctid = ANY (ARRAY(
       SELECT d.ctid FROM deliveries d WHERE d.id < $1::uuid AND NOT ${STILL_PENDING}
        ORDER BY d.id LIMIT ${BATCH} FOR UPDATE)) RETURNING id`,
    firstIdOf(new Date(now.getTime() - Math.max(days, DELIVERIES_STAY_DAYS) * DAY_MS)),
  )
  const calls = await deleteOldCalls(executor, before)
  return { attempts, payloads, cancelled, events, deliveries, calls, operations }
}
