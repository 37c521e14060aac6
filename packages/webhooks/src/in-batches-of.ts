import type { Executor } from '@quillwire/database'
import { BEFORE_ALL_IDS } from './ends-of-ids.ts'

/**
 * Runs a statement about what belongs to an owner until nothing is left, without a pause, since somebody waits for it.
 * The statement takes the owner's id as `$1`, goes on after the row with the id `$2`, and returns the id of its last
 * row as `last`, null at the end. A batch that began at the first row again would read past all that the earlier ones
 * deleted.
 */
export async function inBatchesOf(executor: Executor, sql: string, owner: string): Promise<void> {
  for (let last: string | null = BEFORE_ALL_IDS; last !== null; ) {
    const result: { rows: { last: string | null }[] } = await executor.query(sql, [owner, last])
    last = result.rows[0]?.last ?? null
  }
}
