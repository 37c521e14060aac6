/**
 * A server can vanish without a word: its machine loses power, or a device in between forgets the connection. A query
 * then waits for its answer until the system gives the connection up, after a quarter of an hour or never, although the
 * address may long lead to another server. So when a connection of the pool has been in use for long, the server is
 * asked over a new connection whether it is working for that session. If it is not, the connection is broken off, and
 * its query fails as it does when the server is away. A user that acts as another one (`ALTER ROLE … SET role`) cannot
 * see its own sessions in the statistics; those cannot be checked, and are waited for.
 */
import type pg from 'pg'
import { SESSION_NAME, sessionOf } from './session.ts'
import { withConnection } from './with-connection.ts'

/** @param patienceMs connections in use for less than this are not checked */
export function watchConnections(
  pool: pg.Pool,
  url: string,
  patienceMs: number,
  onError: (error: Error) => void,
): { stop(): void } {
  const inUse = new Map<pg.PoolClient, { since: number }>()
  pool.on('acquire', (client) => inUse.set(client, { since: performance.now() }))
  pool.on('release', (_, client) => inUse.delete(client))

  async function look() {
    const late = [...inUse].flatMap(([client, use]) => {
      const session = sessionOf(client)
      return session && use.since < performance.now() - patienceMs ? [{ client, use, session }] : []
    })
    const sessions = late.map(({ session }) => session)
    const busy = late.length > 0 ? await busySessions(url, sessions, patienceMs) : undefined
    for (const { client, use, session } of late) {
      if (!busy || busy.has(session) || inUse.get(client) !== use) continue
      onError(new Error('A connection waits for an answer that PostgreSQL is not working on; it is closed.'))
      client.end().catch(onError)
    }
    if (!stopped) timer = setTimeout(look, patienceMs / 2).unref()
  }
  let stopped = false
  let timer = setTimeout(look, patienceMs / 2).unref()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/**
 * Of these sessions, those that the server is working for or was working for a moment ago, since a transaction may
 * pause between two statements. Undefined when the server cannot be asked: then it is away for everybody.
 */
function busySessions(url: string, sessions: string[], patienceMs: number): Promise<Set<string> | undefined> {
  return withConnection(url, 'quillwire watch', async (executor) => {
    const { rows } = await executor.query<{ session: string }>(
      `SELECT ${SESSION_NAME} AS session
         FROM pg_stat_activity
        WHERE ${SESSION_NAME} = ANY ($1::text[])
          AND (state NOT LIKE 'idle%' OR state_change > clock_timestamp() - $2::float8 * interval '1 ms')`,
      [sessions, patienceMs],
    )
    return new Set(rows.map(({ session }) => session))
  }).catch(() => undefined)
}
