import pg from 'pg'
import type { Executor } from './connect.ts'
import { ANSWER_MS, prepareSession } from './session.ts'

/** A client with short timeouts, for a program that is starting. The caller connects and ends it. */
export function newClient(url: string, applicationName: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  })
  client.on('error', () => {}) // the pending query reports it
  return client
}

/** Runs the work on one connection, for what happens before a process has its pool. */
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
