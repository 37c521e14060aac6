/**
 * Gathers what a named consumer acknowledges and writes it in groups: what arrives while one statement runs goes out
 * with the next. While the database is away, writes are retried. Events whose acknowledgement could not be written in
 * the end are sent again when the consumer comes back. Where the database cannot hold the data, only the place that the
 * consumer has reached is noted: it has dealt with the event, and a second acknowledgement would be refused like the
 * first.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { conflict, type DomainError, forbidden, notFound } from '@quillwire/core/errors'
import { type Executor, isDataError, newId } from '@quillwire/database'
import type { Sent } from './ledger.ts'
import {
  type Acknowledged,
  type HeldConsumer,
  recordAcknowledged,
  recordSignOfLife,
  type SignOfLife,
} from './record-acknowledged.ts'

const MAX_AT_ONCE = 500
const RETRY_MS = [50, 200, 1000, 2000]
/** How often a write is tried when the connection has ended already. */
const LAST_TRIES = 2

export interface ConsumerLog {
  acknowledged(events: readonly Sent[]): void
  signOfLife(sign: SignOfLife): void
  /** Writes what is there; resolves when it is written or given up. */
  close(): Promise<void>
}

export interface ConsumerLogOptions {
  executor: Executor
  consumer: HeldConsumer
  onError(error: unknown): void
  /** Another connection has the consumer now, or none may have it any more. */
  onLost(reason: DomainError): void
}

export function createConsumerLog({ executor, consumer, onError, onLost }: ConsumerLogOptions): ConsumerLog {
  let waiting: Acknowledged[] = []
  let sign: SignOfLife | undefined
  let writing: Promise<void> | undefined
  let closed = false
  let lost = false

  async function write() {
    while (!lost && (waiting.length > 0 || sign)) {
      const group = waiting.slice(0, MAX_AT_ONCE)
      waiting = waiting.slice(MAX_AT_ONCE)
      const given = group.length === 0 ? sign : undefined
      if (given) sign = undefined
      const held = await (given ? persistSign(given) : persistAcknowledged(group))
      if (held !== false) continue
      lost = true
      onLost(await whyLost(executor, consumer).catch(() => taken()))
    }
    writing = undefined
  }

  async function persistAcknowledged(group: readonly Acknowledged[]): Promise<boolean | undefined> {
    try {
      return await persist(() => recordAcknowledged(executor, consumer, group))
    } catch {
      const [first] = group
      if (group.length === 1 && first) return await persistSign({ cursor: first.cursor, behind: true })
      const half = group.length >> 1
      return (
        (await persistAcknowledged(group.slice(0, half))) && (await persistAcknowledged(group.slice(half)))
      )
    }
  }

  async function persistSign(given: SignOfLife): Promise<boolean | undefined> {
    return await persist(() => recordSignOfLife(executor, consumer, given)).catch(() => true)
  }

  /**
   * @returns whether the connection still holds the consumer; undefined when the write was given up. Rejects where the
   *   database refuses the data, after `onError` was called.
   */
  async function persist(statement: () => Promise<boolean>): Promise<boolean | undefined> {
    for (let round = 0; !closed || round < LAST_TRIES; round++) {
      try {
        return await statement()
      } catch (error) {
        onError(error)
        if (isDataError(error)) throw error
        await sleep(RETRY_MS[Math.min(round, RETRY_MS.length - 1)])
      }
    }
    // Nothing later may be acknowledged past what is missing.
    lost = true
    return undefined
  }

  return {
    acknowledged(events) {
      // The sign is from before these events, and an acknowledgement is a sign of life itself.
      sign = undefined
      const uptime = performance.now()
      const after = ({ sentAt, sentAtUptime }: Sent) => new Date(sentAt.getTime() + uptime - sentAtUptime)
      for (const sent of events)
        waiting.push({ ...sent, acknowledgedAt: after(sent), deliveryId: newId(), attemptId: newId() })
      writing ??= write()
    },
    signOfLife(given) {
      sign = given
      writing ??= write()
    },
    async close() {
      closed = true
      await writing
    },
  }
}

export function taken(): DomainError {
  return conflict('consumer_taken', 'Another connection with this consumer’s name has taken its place.')
}

async function whyLost(executor: Executor, { id }: HeldConsumer): Promise<DomainError> {
  const { rows } = await executor.query<{ status: string }>(
    'SELECT status::text AS status FROM webhook_endpoints WHERE id = $1::uuid',
    [id],
  )
  const [row] = rows
  if (!row) return notFound('consumer_deleted', 'This consumer was deleted. Its name can be used again.')
  if (row.status === 'active') return taken()
  return forbidden('consumer_paused', `This consumer is ${row.status}. An admin can resume it.`)
}
