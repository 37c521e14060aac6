/**
 * One consumer's WebSocket. It receives `{"subscribe":{…}}`, once, and `{"ack":"cursor"}`. It sends
 * `{"cursor","event"}` and, before a close, `{"error":{"code","detail","field"?}}`. The protocol is described in
 * docs/guides/event-stream.md.
 */
import { DomainError, type DomainErrorKind, type Principal, requireWorkspace } from '@quillwire/core'
import { invalid } from '@quillwire/core/errors'
import { isDatabaseAway } from '@quillwire/database'
import {
  checkSubscription,
  type EventSink,
  type EventStreams,
  type StreamSession,
} from '@quillwire/webhooks/stream'
import type { WebSocket } from 'ws'

export interface ConnectionOptions {
  streams: EventStreams
  identify(): Promise<Principal>
  remoteAddress: string | null
  subscribeMs: number
  onError(error: unknown): void
}

export interface EventConnection {
  /** Asks for a sign of life, and ends the connection if none has come for too long. */
  ping(): void
  /** Closes the connection because this process stops. */
  dismiss(): void
}

/** Why a connection is closed, as the consumer is told. */
interface Reason {
  code: string
  detail: string
  /** The path of the part of a message that is at fault, if it is a single part. */
  field?: string
}

const GOING_AWAY = 1001
const INTERNAL_ERROR = 1011
const NO_SIGN_OF_LIFE = 4408
/** The close codes: 4000 plus the HTTP status, but for `unavailable` the registered code “try again later”. */
const closeCodes: Record<DomainErrorKind, number> = {
  invalid: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  not_found: 4404,
  conflict: 4409,
  gone: 4410,
  too_large: 4413,
  unsupported: 4415,
  rate_limited: 4429,
  unavailable: 1013,
}

const DATABASE_AWAY: Reason = {
  code: 'database_unavailable',
  detail: 'The database cannot be reached at the moment. Connect again in a few seconds.',
}

/** Bytes that may wait in this process for a consumer that does not read. */
const UNREAD_BYTES = 64 * 1024
/** How many pings may stay unanswered: by a consumer that may be busy with events, and by an idle one. */
const PATIENCE = { busy: 40, idle: 3 }

export function startConnection(socket: WebSocket, options: ConnectionOptions): EventConnection {
  let session: StreamSession | undefined
  let subscribed = false
  let acknowledges = false
  let unanswered = 0
  let sent = 0
  /** How many of the sent events the consumer has certainly got to: a ping queues behind the events sent before it. */
  let reached = 0
  const late = setTimeout(() => {
    const detail = 'Send {"subscribe":{"types":["*"]}} after connecting.'
    close(NO_SIGN_OF_LIFE, { code: 'subscribe_missing', detail })
  }, options.subscribeMs)

  const sink: EventSink = {
    send({ cursor, event }) {
      sent += 1
      const frame = JSON.stringify({ cursor, event })
      if (socket.bufferedAmount < UNREAD_BYTES) return void socket.send(frame)
      return new Promise((done) => socket.send(frame, () => done()))
    },
    get flushed() {
      return socket.bufferedAmount === 0
    },
  }

  function close(status: number, error: Reason) {
    clearTimeout(late)
    session?.end('closed')
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify({ error }))
    socket.close(status, error.code)
  }

  function fail(error: unknown) {
    if (!(error instanceof DomainError)) {
      options.onError(error)
      if (isDatabaseAway(error)) return close(closeCodes.unavailable, DATABASE_AWAY)
      const detail = 'Something went wrong on our side. Connect again.'
      return close(INTERNAL_ERROR, { code: 'internal_error', detail })
    }
    const { code, message: detail, field } = error
    close(closeCodes[error.kind], { code, detail, ...(field !== undefined && { field }) })
    const lostRights = error.kind === 'unauthenticated' || error.kind === 'forbidden'
    // The events that still wait to be read were meant for a client with the right to them.
    if (lostRights && socket.bufferedAmount > UNREAD_BYTES) socket.terminate()
  }

  async function subscribe(given: unknown) {
    if (subscribed)
      throw invalid('already_subscribed', 'A connection has one subscription. Open another one.')
    subscribed = true
    clearTimeout(late)
    const subscription = checkSubscription(given)
    acknowledges = subscription.acknowledge
    session = await options.streams.open({ ...options, subscription })
    if (socket.readyState !== socket.OPEN) session.end('closed')
    const end = await session.run(sink)
    if (end === 'shutdown') dismiss()
    else if (end !== 'closed') fail(end)
  }

  function acknowledge(cursor: unknown) {
    if (!session)
      throw invalid('subscribe_first', 'Nothing was sent on this connection yet. Subscribe first.')
    if (typeof cursor !== 'string')
      throw invalid('cursor_invalid', 'Send {"ack":"cursor"}.', { field: 'ack' })
    session.acknowledge(cursor)
    if (acknowledges && session.unacknowledged === 0) reached = sent
  }

  async function receive(data: Buffer, isBinary: boolean) {
    const message = isBinary ? undefined : parsed(data.toString())
    if (message && 'subscribe' in message) await subscribe(message.subscribe)
    else if (message && 'ack' in message) acknowledge(message.ack)
    else throw invalid('message_invalid', 'Send {"subscribe":{…}} once, and {"ack":"cursor"}, as JSON texts.')
  }

  function dismiss() {
    clearTimeout(late)
    session?.end('shutdown')
    socket.close(GOING_AWAY, 'restarting')
  }

  socket.on('message', (data: Buffer, isBinary) => {
    unanswered = 0
    receive(data, isBinary).catch(fail)
  })
  socket.on('pong', (payload: Buffer) => {
    unanswered = 0
    // A client may send pongs of its own accord, which answer nothing.
    const number = Number(payload)
    if (payload.length > 0 && number <= sent) reached = number
  })
  socket.on('close', () => {
    clearTimeout(late)
    session?.end('closed')
  })
  // If ws refuses a frame (over the limit, bad UTF-8), it closes the socket with its own code: there is nothing to add.
  socket.on('error', () => {})
  // A client that may not read events is told at once, not only when it subscribes.
  options
    .identify()
    .then((principal) => requireWorkspace(principal, 'read_events'))
    .catch(fail)

  return {
    ping() {
      // While data waits to be read, TCP watches over the connection: the other system acknowledges, or it breaks.
      if (socket.bufferedAmount > 0) return
      unanswered += 1
      const busy = session !== undefined && (session.unacknowledged > 0 || reached < sent)
      if (unanswered <= (busy ? PATIENCE.busy : PATIENCE.idle)) return socket.ping(String(sent))
      const detail = 'Nothing was heard from this connection, not even a pong.'
      close(NO_SIGN_OF_LIFE, { code: 'no_sign_of_life', detail })
      socket.terminate()
    },
    dismiss,
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
