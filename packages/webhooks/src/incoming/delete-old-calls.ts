import { BATCH, type Executor, inBatches } from '@quillwire/database'
import { firstIdOf } from '../first-id-of.ts'

/**
 * Deletes the calls from before this time, in batches that each take a moment, and returns how many there were. A
 * repeat of a call that is no longer known would be written again: keep calls for longer than senders retry.
 */
export async function deleteOldCalls(executor: Executor, before: Date): Promise<number> {
  return await inBatches(
    executor,
    `DELETE FROM incoming_calls WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM incoming_calls WHERE id < $1::uuid ORDER BY id LIMIT ${BATCH})) RETURNING id`,
    firstIdOf(before),
  )
}
