/**
 * Gathers finished attempts and writes them in groups: what arrives while one statement runs goes out with the next.
 * Nothing is dropped while the database is away: it is tried again until it works or the process has to end, after
 * which the leases run out and the deliveries are sent again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@quillwire/database'
import type { Attempt } from './attempt.ts'
import { poolTransaction } from './pool-transaction.ts'
import { recordAttempts } from './record-attempts.ts'
import { endsSomething, recordEnding } from './record-endings.ts'

const MOST_AT_ONCE = 500
/** Statements under way at the same time: while one waits for the disk, the next is prepared. */
const MOST_STATEMENTS = 2
const RETRY_MS = [50, 200, 1000, 2000]

export interface Recorder {
  /** Calls back when the attempt is committed, or with the error that kept it from being so. */
  record(attempt: Attempt, done: (error?: unknown) => void): void
  /** Attempts that are not yet committed. */
  waiting(): number
}

interface Waiting {
  attempt: Attempt
  done: (error?: unknown) => void
}

export function createRecorder(
  database: Database,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Recorder {
  let queue: Waiting[] = []
  let count = 0
  let statements = 0

  async function write() {
    statements += 1
    while (queue.length > 0) {
      const group = queue.slice(0, MOST_AT_ONCE)
      queue = queue.slice(MOST_AT_ONCE)
      const error = await persist(group.map(({ attempt }) => attempt)).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      count -= group.length
      for (const { done } of group) done(error)
    }
    statements -= 1
  }

  async function persist(attempts: Attempt[]) {
    for (let round = 0; ; round++) {
      try {
        return await commit(attempts)
      } catch (error) {
        onError(error)
        if (isAboutData(error)) return await persistOneByOne(attempts)
        if (signal.aborted) throw error
        await sleep(RETRY_MS[Math.min(round, RETRY_MS.length - 1)], undefined, { signal }).catch(() => {})
      }
    }
  }

  /** What the database cannot hold comes from one receiver's answer, and is not to hold up the others. */
  async function persistOneByOne(attempts: Attempt[]) {
    if (attempts.length > 1) for (const attempt of attempts) await persist([attempt])
    else for (const attempt of attempts) await commit([withoutAnswer(attempt)])
  }

  async function commit(attempts: Attempt[]) {
    const endings = attempts.filter(endsSomething)
    if (endings.length === 0) return await recordAttempts(database, attempts)
    await poolTransaction(database, async (tx) => {
      await recordAttempts(tx, attempts)
      for (const ending of endings) await recordEnding(tx, ending)
    })
  }

  return {
    record(attempt, done) {
      queue.push({ attempt, done })
      count += 1
      // A second statement only for what would fill one: small ones cost more than they save.
      if (statements === 0 || (statements < MOST_STATEMENTS && queue.length >= MOST_AT_ONCE / 4)) void write()
    },
    waiting: () => count,
  }
}

/** SQLSTATE class 22: data exception. */
function isAboutData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('22')
}

function withoutAnswer(attempt: Attempt): Attempt {
  const { response } = attempt.exchange
  return {
    ...attempt,
    exchange: {
      ...attempt.exchange,
      response: response && { status: response.status, headers: {}, body: '(cannot be shown)' },
    },
  }
}
