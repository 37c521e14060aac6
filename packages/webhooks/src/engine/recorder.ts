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
const RETRY_MS = [50, 200, 1000, 2000]

export interface Recorder {
  /** Resolves when the attempt is committed. */
  record(attempt: Attempt): Promise<void>
}

export function createRecorder(
  database: Database,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Recorder {
  let waiting: { attempt: Attempt; done: () => void; failed: (error: unknown) => void }[] = []
  let writing = false

  async function write() {
    writing = true
    while (waiting.length > 0) {
      const group = waiting.slice(0, MOST_AT_ONCE)
      waiting = waiting.slice(MOST_AT_ONCE)
      try {
        await persist(group.map(({ attempt }) => attempt))
        for (const { done } of group) done()
      } catch (error) {
        for (const { failed } of group) failed(error)
      }
    }
    writing = false
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
    record: (attempt) =>
      new Promise((done, failed) => {
        waiting.push({ attempt, done, failed })
        if (!writing) void write()
      }),
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
