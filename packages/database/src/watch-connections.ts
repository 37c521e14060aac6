/**
 * A server that goes without a word (its machine has no power, or something between forgot the connection) leaves whoever
 * waits for an answer waiting: the system gives such a connection up after a quarter of an hour, or never. Meanwhile the
 * address may long be that of another server. So when a connection of the pool is in use for long, the server is asked
 * over a new one whether it works on something for it. Where it does not, the connection is broken off, and what waits
 * fails as with a server that is away. A user who works as another one (`ALTER ROLE … SET role`) is told nothing of its own
 * sessions: of those nothing can be asked, and they are waited for.
 */
import type pg from 'pg'
import { SESSION_NAME, sessionOf } from './session.ts'
import { withConnection } from './with-connection.ts'

/** @param patienceMs what takes no longer is not asked about */
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
      onError(new Error('PostgreSQL works on nothing of what a connection waits for; it is broken off.'))
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
 * Of these sessions those that the server works for, or did a moment ago: a transaction may have something else to do
 * between two statements. Undefined where nobody can be asked: the server is away for all.
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
