/**
 * One consumer that is connected, whatever carries the events to it. It is sent what follows its position, in order and
 * as fast as it takes events: when its window is full or its connection takes no more, nothing is read for it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Context, DomainError, type Principal } from '@quillwire/core'
import { unavailable } from '@quillwire/core/errors'
import { decodeEventCursor, encodeEventCursor } from '@quillwire/core/events/event-cursor'
import type { EventFilters } from '@quillwire/core/events/event-filters'
import { BEGINNING, type EventPosition, isBefore, later } from '@quillwire/core/events/event-position'
import { type ListedEvent, listEvents } from '@quillwire/core/events/list-events'
import type { ConsumerLog } from './consumer-log.ts'
import { createCurrentRights } from './current-rights.ts'
import type { HeadWatch } from './head-watch.ts'
import type { Ledger, Sent } from './ledger.ts'
import { mayHaveGone, requireRetained } from './retained.ts'

/** The way to the consumer. */
export interface EventSink {
  /** Sends an event. A promise resolves when the connection takes more, or has ended. */
  send(item: ListedEvent): Promise<void> | undefined
  /** Whether the connection has taken everything that was sent. */
  readonly flushed: boolean
}

/** Why a stream ended: by its consumer, because this process stops, or by an error that the consumer is to be told. */
export type StreamEnd = 'closed' | 'shutdown' | DomainError

export interface SessionOptions {
  context: Context
  workspaceId: string
  types: string[]
  filters: EventFilters
  position: EventPosition
  /** For how long events are kept. */
  retentionDays: number
  heads: HeadWatch
  /** Asks again who the consumer is. */
  identify(): Promise<Principal>
  /** What waits to be acknowledged; undefined where that is not recorded. */
  ledger: Ledger | undefined
  log: ConsumerLog | undefined
  /** Whether the consumer says what it has dealt with. */
  acknowledges: boolean
  onError(error: unknown): void
  onSent(sent: { happenedAt: number }): void
  onAcknowledged(events: readonly Sent[]): void
  onEnded(): void
}

export interface StreamSession {
  readonly principal: Principal
  /** Everything up to there was sent, or is not for this consumer. Undefined where nothing was yet. */
  readonly cursor: string | undefined
  /** The age, in ms, of the oldest event that waits for this consumer to take or acknowledge it; 0 where none does. */
  readonly lagMs: number
  readonly unacknowledged: number
  /** To be called once. Resolves when the stream has ended and what was acknowledged is written. */
  run(sink: EventSink): Promise<StreamEnd>
  /** @throws `cursor_invalid`, `ack_ahead` */
  acknowledge(cursor: string): void
  end(why: StreamEnd): void
  /** Rights changed: nothing more is sent until they are checked again. */
  rightsChanged(whose: 'own' | 'documents'): void
  /** To be called at intervals, with the ms since the last time. */
  heartbeat(everyMs: number): void
}

const PAGE = 50
const RETRY_MS = 1000

export function createSession(options: SessionOptions): StreamSession {
  const { workspaceId, types, filters, heads, ledger, log, onError } = options
  const aborting = new AbortController()
  const { signal } = aborting
  const rights = createCurrentRights({ ...options, signal, onLost: end })
  let { position } = options
  /** Nothing behind the position is older than this. At the beginning, it was just checked that all of it is kept. */
  let notBefore = Date.now()
  let why: StreamEnd | undefined
  /** Whether rights changed since the page was read; it is then read again. */
  let stale = false
  /** The time of the event that waits for room in the window or for the connection. */
  let stuckSince: number | undefined
  let upToDate = false
  let flushed = () => false
  let letGo = () => {}

  const cursor = () => (isBefore(BEGINNING, position) ? encodeEventCursor(position) : undefined)

  function end(reason: StreamEnd) {
    why ??= reason
    aborting.abort()
    ledger?.close()
    letGo()
  }

  async function follow(sink: EventSink) {
    while (!signal.aborted) {
      const head = await heads.beyond(workspaceId, position, signal)
      if (!head) return
      // What is behind the position now came while we waited for it.
      if (upToDate) notBefore = Date.now()
      upToDate = false
      await sendUpTo(head, sink)
    }
  }

  /** @param head a position up to which everything was decided before the events are read */
  async function sendUpTo(head: EventPosition, sink: EventSink) {
    while (!signal.aborted) {
      stale = false
      const page = await read()
      if (!page) continue
      for (const item of page.items) {
        stuckSince = Date.parse(item.event.timestamp)
        await ledger?.room()
        if (signal.aborted) return
        if (stale) break
        await send(item, sink)
      }
      stuckSince = undefined
      if (stale) continue
      if (page.nextCursor !== null) {
        position = decodeEventCursor(page.nextCursor)
        continue
      }
      // What lies between the last event and the head is not for this consumer.
      position = later(position, head)
      upToDate = true
      return
    }
  }

  async function read() {
    await rights.asking
    try {
      const after = encodeEventCursor(position)
      const page = await listEvents(rights.context, { after, types, filters, limit: PAGE })
      // A consumer that stays connected and takes nothing for days may come to what retention has deleted. This is
      // checked after the page was read: nothing can have been missing when it was.
      if (isBefore(BEGINNING, position) && mayHaveGone(notBefore, options.retentionDays))
        await requireRetained(rights.context.database, workspaceId, position)
      return page
    } catch (error) {
      if (error instanceof DomainError) end(error)
      else {
        onError(error)
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {})
      }
      return undefined
    }
  }

  async function send(item: ListedEvent, sink: EventSink) {
    const sent = ledger?.sent(item)
    position = sent?.position ?? decodeEventCursor(item.cursor)
    notBefore = Date.parse(item.event.timestamp)
    const taken = sink.send(item)
    options.onSent({ happenedAt: Date.parse(item.event.timestamp) })
    // A consumer that does not read is not waited for when the stream ends.
    if (taken)
      await new Promise<void>((done) => {
        letGo = done
        void taken.then(done)
      })
  }

  function settle(events: readonly Sent[]) {
    if (events.length === 0) return
    options.onAcknowledged(events)
    log?.acknowledged(events)
  }

  const isBehind = () => !upToDate || (ledger?.size ?? 0) > 0

  function signOfLife() {
    const behind = isBehind()
    log?.signOfLife({ behind, cursor: behind ? null : (cursor() ?? null) })
  }

  return {
    get principal() {
      return rights.context.principal
    },
    get cursor() {
      return cursor()
    },
    get lagMs() {
      const since = ledger?.oldest?.happenedAt ?? stuckSince
      return since === undefined ? 0 : Math.max(0, Date.now() - since)
    },
    get unacknowledged() {
      return ledger?.size ?? 0
    },
    async run(sink) {
      flushed = () => sink.flushed
      await follow(sink).catch((error: unknown) => {
        onError(error)
        end(unavailable('internal_error', 'Something went wrong on our side. Connect again.'))
      })
      // A consumer that comes for a moment only has no heartbeat, which would note this.
      if (!isBehind()) signOfLife()
      await log?.close()
      options.onEnded()
      return why ?? 'closed'
    },
    acknowledge(cursor) {
      // Without acknowledgements there is nothing to do, and no reason for an error.
      if (options.acknowledges && ledger) settle(ledger.acknowledge(cursor))
    },
    end,
    rightsChanged(whose) {
      stale = true
      if (whose === 'own') rights.askAgain()
    },
    heartbeat(everyMs) {
      // The connection has taken these events, and has stayed open for a while since.
      if (!options.acknowledges && ledger && flushed()) settle(ledger.sentBefore(everyMs))
      signOfLife()
    },
  }
}
