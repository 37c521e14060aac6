/**
 * What is answered while PostgreSQL is away. A request that fails for it says so by its error. One that hangs with it does
 * not: so whoever waits for long asks for a sign of life, and is answered where there is none.
 */
import { type DomainError, unavailable } from '@quillwire/core/errors'
import { type Database, isDatabaseAway } from '@quillwire/database'

/** Almost every answer is there before. */
const PATIENCE_MS = 2000
/** While it is known to be away: enough for what needs no database. */
const SHORT_PATIENCE_MS = 250
/** How often it is then asked whether it is back. */
const ASK_AGAIN_MS = 1000
const RETRY_AFTER_S = 5

export function databaseAway(cause?: unknown): DomainError {
  return unavailable(
    'database_unavailable',
    'The database cannot be reached, or takes nothing at the moment. Try again in some seconds; a write with an Idempotency-Key is not done twice.',
    { retryAfterSeconds: RETRY_AFTER_S, cause },
  )
}

/** Whether this went wrong because the database is away. What threw may have hidden it, so that it is asked. */
export async function failedWithDatabase(
  database: Pick<Database, 'answers'>,
  error: unknown,
): Promise<boolean> {
  return isDatabaseAway(error) || !(await database.answers())
}

/**
 * Gives back the answer, or throws `database_unavailable` where the database hangs. The work goes on by itself all the same:
 * what it committed is remembered under its `Idempotency-Key`.
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

/** An answer that comes too late is not read. A stream that begins then is told so, since it would never end. */
async function leaveUnread(work: Promise<Response>): Promise<void> {
  await work.then(({ body }) => body?.cancel()).catch(() => {})
}
