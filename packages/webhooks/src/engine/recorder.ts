/**
 * Gathers finished attempts and writes them in groups: what arrives while one statement runs goes out with the next.
 * Nothing is dropped while the database is away: writing is retried until it works or the process has to end. The
 * leases then run out, and the deliveries are sent again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, isDataError } from '@quillwire/database'
import type { DisabledEndpoint } from '../endpoints/disable-endpoint.ts'
import { createWake } from '../wake.ts'
import type { Attempt } from './attempt.ts'
import { recordAttempts, recordedAttempts } from './record-attempts.ts'
import { endsSomething, recordEnding } from './record-endings.ts'

const MAX_AT_ONCE = 500
/**
 * After a group of this size, many more are probably coming: the next one waits a moment for them, or until it is full.
 */
const MANY = 16
const GATHER_MS = 10
const RETRY_MS = [50, 200, 1000, 2000]

export interface Recorder {
  /** Calls back when the attempt is committed, or with the error that prevented it. */
  record(attempt: Attempt, done: (error?: unknown) => void): void
  /** Attempts that are not yet committed. */
  waiting(): number
}

interface Waiting {
  attempt: Attempt
  done: (error?: unknown) => void
  /** Whether everything that came from outside has been taken out of it. */
  bare?: boolean
}

export function createRecorder(
  database: Database,
  onError: (error: unknown) => void,
  signal: AbortSignal,
  onGone: (endpoint: DisabledEndpoint) => void,
): Recorder {
  let queue: Waiting[] = []
  let count = 0
  let writing = false
  const full = createWake()

  async function write() {
    writing = true
    for (let last = 0; queue.length > 0; ) {
      full.reset()
      if (last >= MANY && queue.length < MAX_AT_ONCE && !signal.aborted) await full.wait(GATHER_MS)
      last = Math.min(queue.length, MAX_AT_ONCE)
      const group = queue.slice(0, MAX_AT_ONCE).sort(byDelivery)
      queue = queue.slice(MAX_AT_ONCE)
      await persist(group)
    }
    writing = false
  }

  /** Never rejects. */
  async function persist(group: readonly Waiting[]): Promise<void> {
    const attempts = group.map(({ attempt }) => attempt)
    for (let round = 0; ; round++) {
      try {
        // Where the connection broke, the group may have been committed without our hearing of it.
        await commit(round === 0 ? attempts : await unrecorded(attempts))
        break
      } catch (error) {
        onError(error)
        if (isDataError(error)) return await persistApart(group, error)
        if (signal.aborted) return settle(group, error)
        await sleep(RETRY_MS[Math.min(round, RETRY_MS.length - 1)], undefined, { signal }).catch(() => {})
      }
    }
    settle(group)
  }

  async function unrecorded(attempts: Attempt[]): Promise<Attempt[]> {
    const recorded = await recordedAttempts(database, attempts)
    return attempts.filter(({ id }) => !recorded.has(id))
  }

  /** One attempt brought something that the database cannot hold. It must not hold up the others. */
  async function persistApart(group: readonly Waiting[], error: unknown): Promise<void> {
    for (const one of group)
      if (group.length > 1) await persist([one])
      else if (one.bare) settle(group, error)
      else await persist([{ ...one, attempt: withoutStrangersWords(one.attempt), bare: true }])
  }

  function settle(group: readonly Waiting[], error?: unknown) {
    count -= group.length
    for (const { done } of group) done(error)
  }

  async function commit(attempts: Attempt[]) {
    const endings = attempts.filter(endsSomething)
    if (endings.length === 0) return await recordAttempts(database, attempts)
    const ended = await database.sqlTransaction(async (tx) => {
      // The event about an ending goes to endpoints whose deliveries may be recorded here too, and endpoints are locked
      // before deliveries.
      await tx.query(
        'SELECT FROM webhook_endpoints WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
        [attempts.map(({ delivery }) => delivery.endpoint.id)],
      )
      await recordAttempts(tx, attempts)
      const disabled: (DisabledEndpoint | null)[] = []
      for (const ending of endings) disabled.push(await recordEnding(tx, ending))
      return disabled
    })
    for (const endpoint of ended) if (endpoint) onGone(endpoint)
  }

  return {
    record(attempt, done) {
      queue.push({ attempt, done })
      count += 1
      if (!writing) void write()
      else if (queue.length >= MAX_AT_ONCE) full.up()
    },
    waiting: () => count,
  }
}

/** Every change of many deliveries goes through them in this order, so that no two wait for each other in a circle. */
function byDelivery(
  { attempt: { delivery: one } }: Waiting,
  { attempt: { delivery: other } }: Waiting,
): number {
  return one.id < other.id ? -1 : Number(one.id > other.id)
}

/**
 * Texts are made storable where they come in. Where that was forgotten, at least the outcome of the delivery is kept.
 */
function withoutStrangersWords(attempt: Attempt): Attempt {
  const { exchange, outcome, reply } = attempt
  const response = exchange.response && {
    status: exchange.response.status,
    headers: {},
    body: '(cannot be shown)',
  }
  return {
    ...attempt,
    request: null,
    exchange: { ...exchange, response },
    outcome: { ...outcome, error: outcome.error && 'What went wrong cannot be shown.' },
    reply: reply && { kind: null, text: '', status: 'refused', error: 'The answer cannot be kept.' },
  }
}
