import type { Database, Executor } from '../connect.ts'

/**
 * How many rows of each table the work reads, whatever for: the cost of a plan, without a clock. The work gets the
 * database with its queries in one transaction, where they are counted.
 */
export async function rowsRead(
  database: Database,
  work: (counted: Database) => Promise<unknown>,
): Promise<Record<string, number>> {
  return await database.sqlTransaction(async (tx) => {
    // A connection holds back its counts for up to a second, so some of its earlier work may still be in them.
    const before = await countsOf(tx)
    await work({ ...database, query: tx.query })
    const after = await countsOf(tx)
    return Object.fromEntries([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]))
  })
}

async function countsOf(tx: Executor): Promise<Map<string, number>> {
  const { rows } = await tx.query<{ name: string; count: number }>(
    `SELECT relname AS name, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS count FROM pg_stat_xact_user_tables`,
  )
  return new Map(rows.map(({ name, count }) => [name, count]))
}
