/**
 * The answers given while PostgreSQL is away. A request that fails because of it can be told by its error. One that
 * hangs cannot: so after a while the database is asked for a sign of life, and the request is answered if none comes.
 */
import { type DomainError, unavailable } from '@quillwire/core/errors'
import { type Database, isDatabaseAway } from '@quillwire/database'

/** Almost every answer takes less. */
const PATIENCE_MS = 2000
/** While the database is known to be away: enough for requests that do not need it. */
const SHORT_PATIENCE_MS = 250
/** How often the database is then asked whether it is back. */
const ASK_AGAIN_MS = 1000
const RETRY_AFTER_S = 5

export function databaseAway(cause?: unknown): DomainError {
  return unavailable(
    'database_unavailable',
    'The database cannot be reached, or accepts nothing at the moment. Try again in a few seconds; a write with an Idempotency-Key is not done twice.',
    { retryAfterSeconds: RETRY_AFTER_S, cause },
  )
}

/** Whether this failed because the database is away. The error may hide that, so the database is asked too. */
export async function failedWithDatabase(
  database: Pick<Database, 'answers'>,
  error: unknown,
): Promise<boolean> {
  return isDatabaseAway(error) || !(await database.answers())
}

/**
 * Returns the answer, or throws `database_unavailable` if the database hangs. The work still goes on: what it commits
 * is remembered under its `Idempotency-Key`.
 */
export function answeredWithDatabase(database: Pick<Database, 'answers'>) {
  let away = false

  async function isAway(): Promise<boolean> {
    if (away || (await database.answers())) return away
    if (!away) void followReturn()
    return true
  }

  async function followReturn() {
    away = true
    while (away) {
      await new Promise((done) => setTimeout(done, ASK_AGAIN_MS).unref())
      away = !(await database.answers())
    }
  }

  return async (work: Promise<Response>): Promise<Response> => {
    let timer: NodeJS.Timeout | undefined
    let answered = false
    const givenUp = new Promise<never>((_, reject) => {
      const wait = () => {
        timer = setTimeout(look, away ? SHORT_PATIENCE_MS : PATIENCE_MS)
      }
      const look = async () => {
        if (await isAway()) reject(databaseAway())
        else if (!answered) wait()
      }
      wait()
    })
    try {
      return await Promise.race([work, givenUp])
    } catch (error) {
      void leaveUnread(work)
      throw error
    } finally {
      answered = true
      clearTimeout(timer)
    }
  }
}

/** Discards an answer that comes too late. A stream is cancelled, since it would never end. */
async function leaveUnread(work: Promise<Response>): Promise<void> {
  await work.then(({ body }) => body?.cancel()).catch(() => {})
}
