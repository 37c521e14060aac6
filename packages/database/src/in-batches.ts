import { setTimeout as pause } from 'node:timers/promises'
import type { Executor } from './connect.ts'

export const BATCH = 1000

/**
 * Runs a statement until it does less than a full batch, pausing after each batch for as long as it took. The statement
 * takes the limit as `$1`, affects at most `BATCH` rows, and returns them. Returns their total number.
 *
 * Such statements find rows again by place (`ctid = ANY (ARRAY(…))`). By id, the planner tends to read the whole table
 * for each batch. A row that moved meanwhile, because it was changed, is left for the next time, unless it was locked.
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
