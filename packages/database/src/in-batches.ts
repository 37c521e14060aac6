import { setTimeout as pause } from 'node:timers/promises'
import type { Executor } from './connect.ts'

export const BATCH = 1000

/**
 * Runs a statement until it has less than a batch left to do, and leaves as much time to others as each batch took.
 * The statement takes the limit as `$1`, does at most `BATCH` rows, and returns them. Says how many they were.
 *
 * It finds them again by their place (`ctid = ANY (ARRAY(…))`): by their ids, the planner likes to read the whole table for each
 * batch. One that moved meanwhile, because it was changed, is left for the next time, unless it was locked.
 */
export async function inBatches(
  executor: Executor,
  sql: string,
  limit: string | number | Date,
): Promise<number> {
  let total = 0
  for (;;) {
    const start = performance.now()
    const { rows } = await executor.query(sql, [limit])
    total += rows.length
    if (rows.length < BATCH) return total
    await pause(performance.now() - start)
  }
}
