/**
 * The event streams of this process: consumers that cannot be reached from outside connect to it and are sent the very
 * same events that webhooks carry, from the log that `GET /events` lists. This file knows no transport.
 */
import { asPrincipal, type Principal, requireWorkspace, type Services } from '@quillwire/core'
import { isAbout } from '@quillwire/core/access/is-about'
import { unavailable } from '@quillwire/core/errors'
import type { Listening } from '@quillwire/database'
import { RETENTION_DAYS } from '../upkeep/delete-old-records.ts'
import { createConsumerLog, taken } from './consumer-log.ts'
import { createHeadWatch } from './head-watch.ts'
import { createLedger } from './ledger.ts'
import { createStreamLimit } from './stream-limit.ts'
import { createSession, type SessionOptions, type StreamSession } from './stream-session.ts'
import type { Subscription } from './subscription.ts'
import type { TakenConsumer } from './take-consumer.ts'
import { whereToBegin } from './where-to-begin.ts'

export interface StreamRequest {
  /** Returns who is asking, at the time of each call; rejects with `unauthenticated` where a key is no longer valid. */
  identify(): Promise<Principal>
  subscription: Subscription
  remoteAddress: string | null
}

export interface EventStreams {
  /** ms between signs of life. */
  readonly heartbeatMs: number
  /**
   * Opens a stream; call its `run` in any case. Rejects with what the consumer is to be told: no right, an invalid
   * cursor, too many connections.
   */
  open(request: StreamRequest): Promise<StreamSession>
  statistics(): StreamStatistics
  /** Ends all streams and takes no more. Resolves when what was acknowledged is written. */
  close(): Promise<void>
}

export interface StreamStatistics {
  connected: number
  unacknowledged: number
  /** The age, in ms, of the oldest event that waits for a consumer to take or acknowledge it. */
  lagMs: number
}

export interface EventStreamsOptions extends Partial<Pick<SessionOptions, 'onSent' | 'onAcknowledged'>> {
  /** Told of faults of ours; the streams go on. */
  onError(error: unknown): void
  /** For how long events are kept. Default 30. */
  retentionDays?: number
  /** ms between looks for new events where no notification came. */
  pollMs?: number
  /** ms between signs of life; at each, a named consumer's row notes that it is connected. */
  heartbeatMs?: number
}

/** The window of named consumers that acknowledge nothing: events that were sent and do not yet count as taken. */
const UNSETTLED = 10_000
const HEARTBEAT_MS = 15_000
/** Heartbeats between two checks of who the consumer is: a session may run out, and a notification be missed. */
const HEARTBEATS_PER_IDENTITY = 4

export function createEventStreams(services: Services, options: EventStreamsOptions): EventStreams {
  const { onError, onSent = () => {}, onAcknowledged = () => {}, heartbeatMs = HEARTBEAT_MS } = options
  const { database } = services
  const { retentionDays = RETENTION_DAYS } = options
  const heads = createHeadWatch({ executor: database, pollMs: options.pollMs ?? 5000, onError })
  /** The open streams, and the consumer that each of them holds. */
  const sessions = new Map<StreamSession, TakenConsumer | undefined>()
  const limit = createStreamLimit()
  let listening: Promise<Listening[]> | undefined
  let closing = false
  let onEmpty = () => {}
  let heartbeats = 0

  const timer = setInterval(() => {
    heartbeats += 1
    for (const session of sessions.keys()) {
      session.heartbeat(heartbeatMs)
      if (heartbeats % HEARTBEATS_PER_IDENTITY === 0) session.rightsChanged('own')
    }
  }, heartbeatMs)
  timer.unref()

  function listen(): Promise<Listening[]> {
    listening ??= allOrNone([
      database.listen('event_recorded', ({ workspaceId }) => heads.notify(workspaceId)),
      database.listen('stream_taken', ({ endpointId, holder }) => {
        for (const [session, consumer] of sessions)
          if (consumer?.id === endpointId && consumer.holder !== holder) session.end(taken())
      }),
      // The row that its sign of life finds says why it ends.
      database.listen('stream_withdrawn', ({ endpointId }) => {
        for (const [session, consumer] of sessions)
          if (consumer?.id === endpointId) session.heartbeat(heartbeatMs)
      }),
      database.listen(
        'document_access',
        (change) => {
          for (const session of sessions.keys())
            session.rightsChanged(isAbout(session.principal, change) ? 'own' : 'documents')
        },
        // While we did not listen, anything may have happened.
        () => {
          heads.notify()
          for (const session of sessions.keys()) session.rightsChanged('own')
        },
      ),
    ])
    listening.catch(() => {
      listening = undefined
    })
    return listening
  }

  async function open({ identify, subscription, remoteAddress }: StreamRequest): Promise<StreamSession> {
    const principal = await identify()
    const workspaceId = requireWorkspace(principal, 'read_events')
    const leave = limit.enter(principal)
    try {
      await listen()
      const context = asPrincipal(services, principal)
      const { position, consumer } = await whereToBegin(context, workspaceId, subscription, retentionDays)
      if (closing) throw unavailable('restarting', 'This server is restarting. Connect again in a moment.')
      const { types, filters, acknowledge, window } = subscription
      const session: StreamSession = createSession({
        context,
        workspaceId,
        types,
        filters,
        position,
        retentionDays,
        heads,
        identify,
        acknowledges: acknowledge,
        ledger: acknowledge ? createLedger(window) : consumer && createLedger(UNSETTLED),
        log:
          consumer &&
          createConsumerLog({
            executor: database,
            consumer: { ...consumer, remoteAddress },
            onError,
            onLost: (reason) => session.end(reason),
          }),
        onError,
        onSent,
        onAcknowledged,
        onEnded() {
          sessions.delete(session)
          leave()
          if (sessions.size === 0) onEmpty()
        },
      })
      sessions.set(session, consumer)
      // Another connection may have taken the consumer before this one was known here.
      session.heartbeat(heartbeatMs)
      return session
    } catch (error) {
      leave()
      throw error
    }
  }

  return {
    heartbeatMs,
    open,
    statistics() {
      const all = [...sessions.keys()]
      return {
        connected: all.length,
        unacknowledged: all.reduce((sum, one) => sum + one.unacknowledged, 0),
        lagMs: all.reduce((most, one) => Math.max(most, one.lagMs), 0),
      }
    },
    async close() {
      closing = true
      clearInterval(timer)
      const empty = new Promise<void>((done) => {
        onEmpty = done
      })
      for (const session of sessions.keys()) session.end('shutdown')
      if (sessions.size > 0) await empty
      for (const one of (await listening?.catch(() => [])) ?? []) one.stop()
    },
  }
}

/** Begins all or none: where one fails, the others are stopped, and all are begun together the next time. */
async function allOrNone(beginning: readonly Promise<Listening>[]): Promise<Listening[]> {
  const begun = await Promise.allSettled(beginning)
  const failed = begun.find((one) => one.status === 'rejected')
  const listening = begun.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  if (!failed) return listening
  for (const one of listening) one.stop()
  throw failed.reason
}
