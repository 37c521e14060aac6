import type { Executor } from './connect.ts'

/** Locks a name until the transaction ends, waiting for whoever holds it. For things that no row represents. */
export async function lockName(tx: Executor, name: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))::text', [name])
}
