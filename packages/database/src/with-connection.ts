import pg from 'pg'
import type { Executor } from './connect.ts'
import { ANSWER_MS, prepareSession } from './session.ts'

/** For a program that starts, which waits for no answer for long. To be connected and ended by the caller. */
export function newClient(url: string, applicationName: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  })
  client.on('error', () => {}) // whatever waits for an answer is told
  return client
}

/** One connection for as long as the work takes, for what happens before a process has its pool. */
export async function withConnection<Result>(
  url: string,
  applicationName: string,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  const client = newClient(url, applicationName)
  try {
    await client.connect()
    await prepareSession(client)
    return await work({ query: async (text, values) => await client.query(text, values && [...values]) })
  } finally {
    await client.end().catch(() => undefined)
  }
}
