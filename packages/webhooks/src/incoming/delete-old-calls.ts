import type { Executor } from '@quillwire/database'
import { firstIdOf } from '../upkeep/first-id-of.ts'

const BATCH = 1000

/**
 * Deletes the calls from before this time, in batches that each take a moment, and says how many they were. A repeat of
 * a call that is no longer known would be written again: keep them longer than senders try.
 */
export async function deleteOldCalls(executor: Executor, before: Date): Promise<number> {
  let total = 0
  for (;;) {
    const { rows } = await executor.query(
      `DELETE FROM incoming_calls WHERE id IN (
         SELECT id FROM incoming_calls WHERE id < $1::uuid ORDER BY id LIMIT ${BATCH}) RETURNING id`,
      [firstIdOf(before)],
    )
    total += rows.length
    if (rows.length < BATCH) return total
  }
}
