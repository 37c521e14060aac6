import type pg from 'pg'

/** What a session is set to, whatever the server, the database or the user is by itself: results depend on it. */
const SETTINGS = {
  // Prisma takes every moment for one of UTC, and `pg` reads ISO alone.
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  // What waited for a row goes on with that row as it is then, and is not to be begun again.
  default_transaction_isolation: 'read committed',
  // Prisma names this schema, and our own SQL none.
  search_path: 'public',
  // Statements and migrations have backslashes in their literals.
  standard_conforming_strings: 'on',
  // The pool closes by itself what it does not need. A server that does it first looks like one that broke.
  idle_session_timeout: '0',
}

/** What an administrator set so that no statement takes long; a migration takes as long as it takes. */
const LIMITS = [
  'statement_timeout',
  'lock_timeout',
  'transaction_timeout',
  'idle_in_transaction_session_timeout',
]

/** A database that owes a trivial answer for so many ms is away. */
export const ANSWER_MS = 5_000

/** A name that no other session has, there or on another server. Whatever the zone, as the one of now is set beside it. */
export const SESSION_NAME = `pid || ' ' || extract(epoch FROM backend_start)`

const READ_ONLY = '25006'

const SET = `
  SELECT set_config(name, value, false),
         (SELECT ${SESSION_NAME} FROM pg_stat_get_activity(pg_backend_pid())) AS session,
         pg_is_in_recovery() AS "isStandby"
    FROM unnest($1::text[], $2::text[]) AS setting (name, value)
   UNION ALL
  -- *Saved* is said of what is on the disk, at least of the primary.
  SELECT set_config('synchronous_commit', 'on', false), NULL, NULL WHERE current_setting('synchronous_commit') = 'off'`

const sessions = new WeakMap<pg.ClientBase, string>()

/**
 * For each connection, before anything else is asked on it. By `SET`, since poolers refuse most of it from a start.
 *
 * @throws as for a write there, when the server is a standby: what it has may be old, and rights may have ended since.
 */
export async function prepareSession(client: pg.ClientBase): Promise<void> {
  const session = await set(client, SETTINGS)
  if (session) sessions.set(client, session)
}

/** What the server knows the session of a prepared connection by, where it tells. */
export const sessionOf = (client: pg.ClientBase): string | undefined => sessions.get(client)

/** As many of the limits as the server's version knows. */
export async function liftLimits(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM pg_settings WHERE name = ANY ($1::text[])',
    [LIMITS],
  )
  await set(client, Object.fromEntries(rows.map(({ name }) => [name, '0'])))
}

async function set(client: pg.ClientBase, settings: Record<string, string>): Promise<string | null> {
  const { rows } = await client.query<{ session: string | null; isStandby: boolean }>({
    text: SET,
    values: [Object.keys(settings), Object.values(settings)],
    query_timeout: ANSWER_MS,
  } as pg.QueryConfig) // pg knows the limit, and its types do not
  if (rows[0]?.isStandby) throw Object.assign(new Error('PostgreSQL is a standby'), { code: READ_ONLY })
  return rows[0]?.session ?? null
}
