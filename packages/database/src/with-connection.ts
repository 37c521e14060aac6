import pg from 'pg'
import type { Executor } from './connect.ts'
import { prepareSession } from './session.ts'

/** A program that starts waits for so many ms for each answer. */
const ANSWER_MS = 5_000

/** To be connected and ended by the caller. */
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
