import pg from 'pg'

const TIMEOUT_MS = 5_000

/**
 * Asks a server once whether it takes connections, without anything else being loaded.
 *
 * @returns the server's version as a number, such as 180004 for 18.4.
 * @throws the driver's own error, with PostgreSQL's or the system's `code`.
 */
export async function checkServer(url: string): Promise<number> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    )
    return rows[0]?.version ?? 0
  } finally {
    await client.end().catch(() => undefined)
  }
}
