import type { Database, Executor } from '../connect.ts'

/** A transaction that the test commits when it likes. */
export async function openTransaction(
  database: Database,
): Promise<{ tx: Executor; commit(): Promise<void> }> {
  const client = await database.pool.connect()
  await client.query('BEGIN')
  return {
    tx: {
      query: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
        const { rows } = await client.query(text, [...values])
        return { rows: rows as Row[] } // of the caller's statement
      },
    },
    async commit() {
      await client.query('COMMIT')
      client.release()
    },
  }
}
