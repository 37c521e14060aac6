import type { Executor } from '@quillwire/database'
import { invalid } from '../errors.ts'

/** Throws where the end of a link is over by the database's clock, which is the one that links end by. */
export async function requireFuture(executor: Executor, expiresAt: Date | null | undefined) {
  if (!expiresAt) return
  const { rows } = await executor.query('SELECT WHERE $1::timestamptz > now()', [expiresAt])
  if (rows.length === 0)
    throw invalid('expiry_in_past', 'Choose an end in the future.', { field: 'expiresAt' })
}
