import type { Database, Executor } from '@quillwire/database'

/** A transaction of plain SQL on a connection of the pool. It commits when the function returns. */
export async function poolTransaction<Result>(
  database: Database,
  work: (tx: Executor) => Promise<Result>,
): Promise<Result> {
  const connection = await database.pool.connect()
  const tx: Executor = {
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      const { rows } = await connection.query(text, [...values])
      return { rows: rows as Row[] } // the caller names the row that its SQL returns
    },
  }
  let broken: Error | undefined
  try {
    await connection.query('BEGIN')
    const result = await work(tx)
    await connection.query('COMMIT')
    return result
  } catch (error) {
    await connection.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    connection.release(broken)
  }
}
