import { setTimeout as pause } from 'node:timers/promises'
import type { Executor } from '@quillwire/database'
import { BEFORE_ALL_IDS } from './ends-of-ids.ts'

export const BATCH = 1000

/**
 * Runs a statement until it has less than a batch left to do, and leaves as much time to others as each batch took.
 * The statement takes the limit as `$1`, does at most `BATCH` rows, and returns them. Says how many they were.
 *
 * It finds them again by their place (`ctid = ANY (ARRAY(…))`): by their ids, the planner likes to read the whole table for each
 * batch. One that moved meanwhile, because it was changed, is left for the next time, unless it was locked.
 */
export async function inBatches(executor: Executor, sql: string, limit: string | Date): Promise<number> {
  let total = 0
  for (;;) {
    const start = performance.now()
    const { rows } = await executor.query(sql, [limit])
    total += rows.length
    if (rows.length < BATCH) return total
    await pause(performance.now() - start)
  }
}

/**
 * Runs a statement about what belongs to an id until nothing is left, without a rest: somebody waits for it. The statement
 * takes that id as `$1`, goes on after the row with the id `$2`, and returns the id of its last row as `last`; null at the
 * end. From the beginning, each batch would read past all that those before it deleted.
 */
export async function inBatchesOf(executor: Executor, sql: string, owner: string): Promise<void> {
  for (let last: string | null = BEFORE_ALL_IDS; last !== null; ) {
    const result: { rows: { last: string | null }[] } = await executor.query(sql, [owner, last])
    last = result.rows[0]?.last ?? null
  }
}
