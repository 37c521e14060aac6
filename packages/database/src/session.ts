import type pg from 'pg'

/** Settings that results depend on: each session gets them, whatever the server, database or user defaults to. */
const SETTINGS = {
  // Prisma reads every timestamp as UTC, and `pg` understands only ISO.
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  // A statement that waited for a row continues with the row as it is then, and does not have to be started again.
  default_transaction_isolation: 'read committed',
  // Prisma names this schema in its SQL, and our own SQL names none.
  search_path: 'public',
  // Statements and migrations have backslashes in their literals.
  standard_conforming_strings: 'on',
  // The pool closes idle connections itself. A connection that the server closes looks broken.
  idle_session_timeout: '0',
}

/** Limits that an administrator may have set on statements. A migration takes as long as it takes. */
const LIMITS = [
  'statement_timeout',
  'lock_timeout',
  'transaction_timeout',
  'idle_in_transaction_session_timeout',
]

/** A database that takes longer than this (ms) over a trivial answer counts as away. */
export const ANSWER_MS = 5_000

/** A name that no other session has, on this or any other server. An epoch is the same in every time zone. */
export const SESSION_NAME = `pid || ' ' || extract(epoch FROM backend_start)`

const READ_ONLY = '25006'

const SET = `
  SELECT set_config(name, value, false),
         (SELECT ${SESSION_NAME} FROM pg_stat_get_activity(pg_backend_pid())) AS session,
         pg_is_in_recovery() AS "isStandby"
    FROM unnest($1::text[], $2::text[]) AS setting (name, value)
   UNION ALL
  -- *Saved* promises that the text is on disk, at least on the primary's.
  SELECT set_config('synchronous_commit', 'on', false), NULL, NULL WHERE current_setting('synchronous_commit') = 'off'`

const sessions = new WeakMap<pg.ClientBase, string>()

/**
 * Prepares a connection before anything else runs on it. By `SET`: poolers reject most of these as startup options.
 *
 * @throws as a write on a standby would, when the server is one: its data may be old, and rights may have ended since.
 */
export async function prepareSession(client: pg.ClientBase): Promise<void> {
  const session = await set(client, SETTINGS)
  if (session) sessions.set(client, session)
}

/** The name by which the server knows the session of a prepared connection, where the server tells. */
export const sessionOf = (client: pg.ClientBase): string | undefined => sessions.get(client)

/** Lifts those limits that the server's version has. */
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
