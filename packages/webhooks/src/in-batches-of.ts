import type { Executor } from '@quillwire/database'
import { BEFORE_ALL_IDS } from './ends-of-ids.ts'

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
