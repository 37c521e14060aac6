import type { Executor } from './connect.ts'

/** Waits until nobody else has a name locked, and has it until the transaction ends. For what no row stands for. */
export async function lockName(tx: Executor, name: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))::text', [name])
}
