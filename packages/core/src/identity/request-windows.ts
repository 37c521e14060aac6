/**
 * Counts the requests of an address for Better Auth, which refuses those beyond its limits. Better Auth's own count
 * goes on for as long as requests come less than a window apart: an office that signed in every fifty seconds was
 * refused in the end. Here, a window ends no matter how many requests come. The counts are in the database, shared by
 * all processes.
 */
import type { Executor } from '@quillwire/database'

/** At most `max` requests in `window` seconds. */
interface Limit {
  window: number
  max: number
}

interface Counted {
  allowed: boolean
  /** Seconds until the window ends; null when the request is allowed. */
  retryAfter: number | null
}

/** How many ended rows are deleted when a window begins: more than the one added, so that they cannot pile up. */
const FORGOTTEN_AT_ONCE = 10

export function requestWindows(executor: Executor) {
  return {
    async consume(key: string, { window, max }: Limit): Promise<Counted> {
      // A single statement, which locks its row, so that simultaneous requests are all counted.
      const { rows } = await executor.query<{ count: number }>(
        `INSERT INTO rate_limits AS r (key, count, ends_at)
         VALUES ($1, 1, now() + make_interval(secs => $2::float8))
         ON CONFLICT (key) DO UPDATE
            SET count = CASE WHEN r.ends_at <= now() THEN 1 ELSE r.count + 1 END,
                ends_at = CASE WHEN r.ends_at <= now() THEN excluded.ends_at ELSE r.ends_at END
          WHERE r.ends_at <= now() OR r.count < $3::int
         RETURNING count`,
        [key, window, max],
        'count-request',
      )
      const [counted] = rows
      if (!counted) return { allowed: false, retryAfter: await secondsLeft(executor, key) }
      if (counted.count === 1) await forgetEnded(executor)
      return { allowed: true, retryAfter: null }
    },
  }
}

async function secondsLeft(executor: Executor, key: string): Promise<number> {
  const { rows } = await executor.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM ends_at - now())))::int AS seconds
       FROM rate_limits WHERE key = $1`,
    [key],
    'read-request-window',
  )
  return rows[0]?.seconds ?? 1
}

async function forgetEnded(executor: Executor): Promise<void> {
  await executor.query(
    `DELETE FROM rate_limits WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM rate_limits WHERE ends_at <= now()
        ORDER BY ends_at LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED))`,
    [],
    'forget-request-windows',
  )
}
