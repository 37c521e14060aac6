/**
 * The transport for networks that let no WebSocket through: frames come down as server-sent events and go up as POST
 * requests. Behind it is the same client, so rights, limits and acknowledgements are the same.
 *
 *   GET  /collab/stream                     events: `session` with its id, then `frame`s in base64, then `close`
 *   POST /collab/frames?session=…&number=n  frames one after another, each behind its length; n counts from 0
 *
 * A session lives as long as its stream, in the process that opened it. POSTs of a session are numbered: one that
 * arrives twice is taken once, one that arrives too early is refused, so no network can change their order. One is
 * read at a time: a session costs no more memory than a socket does. A client answers each heartbeat of its stream
 * with a POST, empty if it must be: a client that is not heard any more has gone without a word.
 */
import { randomBytes } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { PROBLEM_JSON, problemDocument } from '@quillwire/http'
import { createDecoder, hasContent, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { UNAUTHENTICATED_BYTES } from './authentication.ts'
import { Client, type TransportOptions } from './client.ts'
import { openEventStream } from './event-stream-wire.ts'
import { fetchRequest } from './fetch-request.ts'

export interface HttpTransport {
  stream(request: IncomingMessage, response: ServerResponse, url: URL): void
  frames(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
  /** Those whose streams are open. */
  clients(): Client[]
}

interface Session {
  client: Client
  /** The number of the POST that comes next. */
  next: number
  /** The POST that is being read. */
  reading: IncomingMessage | undefined
  heardAt: number
}

/** Proxies end a connection on which nothing moves; clients take silence for a lost one. */
const HEARTBEAT_MS = 15_000
/** Heartbeats in the time that a client has for a sign of life. */
const HEARTBEATS = 4
const SESSION_BYTES = 16

export function createHttpTransport(options: TransportOptions): HttpTransport {
  const { limits, connectionCounts, addressOf } = options
  const sessions = new Map<string, Session>()
  const bodyBytes = limits.frameBytes + 64 * 1024
  const heartbeatMs = Math.min(HEARTBEAT_MS, limits.idleMs / HEARTBEATS)

  function tooLarge(response: ServerResponse, { client }: Session, bytes: number) {
    options.onRefused('frames_too_large', client.whereabouts)
    problem(response, 413, 'frames_too_large', `At most ${bytes} bytes are taken at once.`)
  }

  return {
    stream(request, response, url) {
      const address = addressOf(request)
      const leave = connectionCounts.enter(address, limits.connectionsPerAddress)
      if (!leave) {
        options.onTurnedAway('too_many_connections', { address })
        return problem(
          response,
          429,
          'too_many_connections',
          'There are too many connections from your address. Close some, or come back later.',
        )
      }
      const id = randomBytes(SESSION_BYTES).toString('base64url')
      const wire = openEventStream(response, id)
      const client = new Client({ ...options, wire, request: fetchRequest(request, url), address })
      const session: Session = { client, next: 0, reading: undefined, heardAt: performance.now() }
      sessions.set(id, session)
      const heartbeat = setInterval(() => {
        if (performance.now() - session.heardAt > limits.idleMs) client.drop('no_sign_of_life')
        else {
          wire.heartbeat()
          client.breakSilence()
        }
      }, heartbeatMs)
      response.on('close', () => {
        clearInterval(heartbeat)
        leave()
        sessions.delete(id)
        session.reading?.destroy()
        client.gone(1006, '')
      })
    },

    async frames(request, response, url) {
      const session = sessions.get(url.searchParams.get('session') ?? '')
      if (!session) return sessionUnknown(response)
      session.heardAt = performance.now()
      const { client } = session
      // A client with an open document may send more, so its token is checked first.
      if (client.authentication.isTooMuch(lengthOf(request))) {
        await new Promise<void>((judged) => client.authentication.onceJudged(judged))
        if (!client.isOpen) return sessionUnknown(response)
        if (client.authentication.isRefused) return notAuthenticated(response)
      }
      const number = numberOf(url)
      if (number === null || number > session.next)
        return problem(response, 409, 'out_of_order', `Number ${session.next} comes next.`)
      if (number < session.next) return taken(response)
      const most = client.authentication.isDone ? bodyBytes : Math.min(UNAUTHENTICATED_BYTES, bodyBytes)
      if (lengthOf(request, 0) > most) return tooLarge(response, session, most)
      if (options.isPaused()) return tryAgain(response)
      // A client that sends a POST again has given up the first one.
      session.reading?.destroy()
      session.reading = request
      const body = await bodyOf(request, most, () => {
        session.heardAt = performance.now()
      })
      if (session.reading !== request) return void response.destroy()
      session.reading = undefined
      if (!body) return tooLarge(response, session, most)
      // Meanwhile the stream may have ended, or the disk fallen behind: then nothing is taken, nor reported so.
      if (response.destroyed) return
      if (!client.isOpen) return sessionUnknown(response)
      if (options.isPaused()) return tryAgain(response)
      const largest = largestFrame(body)
      if (largest === null) {
        problem(response, 400, 'malformed_frame', 'The body is not a list of frames, each after its length.')
        return client.drop('malformed_frame')
      }
      if (largest > limits.frameBytes) return tooLarge(response, session, limits.frameBytes)
      session.next += 1
      client.heard(body.byteLength)
      const decoder = createDecoder(body)
      while (hasContent(decoder) && client.isOpen) client.receive(readVarUint8Array(decoder))
      taken(response)
    },

    clients: () => [...sessions.values()].map(({ client }) => client),
  }
}

function numberOf({ searchParams }: URL): number | null {
  const text = searchParams.get('number') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** The length that a request declares; any length is possible if it declares none. */
const lengthOf = ({ headers }: IncomingMessage, unsaid = Number.POSITIVE_INFINITY) =>
  Number(headers['content-length'] ?? unsaid)

/**
 * The length of the largest frame; null if the body is no list of frames. A body may claim to hold millions of empty
 * frames. So nothing is allocated before all of them have been checked, and then only for one at a time.
 */
function largestFrame(body: Uint8Array): number | null {
  try {
    const decoder = createDecoder(body)
    let largest = 0
    while (decoder.pos < body.byteLength) {
      const length = readVarUint(decoder)
      if (length === 0) return null
      decoder.pos += length
      if (length > largest) largest = length
    }
    return decoder.pos === body.byteLength ? largest : null
  } catch {
    return null
  }
}

/** The whole body; null if it is larger than the limit. */
async function bodyOf(
  request: IncomingMessage,
  limit: number,
  onChunk: () => void,
): Promise<Uint8Array | null> {
  const chunks: Buffer[] = []
  let size = 0
  // The cast: without an encoding a stream of bytes gives Buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    onChunk()
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function taken(response: ServerResponse) {
  response.writeHead(204, { 'cache-control': 'no-store' }).end()
}

function sessionUnknown(response: ServerResponse) {
  problem(response, 404, 'session_unknown', 'This session has ended. Open a new stream.')
}

/** Not 413: a client that is let in may send so much, and after a 413 it would not send it again. */
function notAuthenticated(response: ServerResponse) {
  problem(
    response,
    401,
    'not_authenticated',
    'Its token opened no document. Open a new stream, with another token.',
  )
}

function tryAgain(response: ServerResponse) {
  problem(response, 503, 'try_again', 'Nothing can be taken just now. Send it again in a moment.')
}

export function problem(response: ServerResponse, status: number, code: string, detail: string) {
  const title = STATUS_CODES[status] ?? ''
  response
    .writeHead(status, { 'content-type': PROBLEM_JSON, 'cache-control': 'no-store' })
    .end(problemDocument({ title, status, code, detail }))
}
