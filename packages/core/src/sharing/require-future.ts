import type { Executor } from '@quillwire/database'
import { invalid } from '../errors.ts'

/** Throws when the end of a link has passed by the database's clock, which also decides when links end. */
export async function requireFuture(executor: Executor, expiresAt: Date | null | undefined) {
  if (!expiresAt) return
  const { rows } = await executor.query('SELECT WHERE $1::timestamptz > now()', [expiresAt])
  if (rows.length === 0)
    throw invalid('expiry_in_past', 'Choose an end in the future.', { field: 'expiresAt' })
}
