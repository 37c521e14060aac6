/**
 * The door for networks that let no WebSocket through: frames come down as server-sent events and go up as POST
 * requests. Behind it is the same client, so rights, limits and acknowledgements are the same.
 *
 *   GET  /collab/stream                     events: `session` with its id, then `frame`s in base64, then `close`
 *   POST /collab/frames?session=…&number=n  frames one after another, each behind its length; n counts from 0
 *
 * A session lives as long as its stream, in the process that opened it. POSTs of a session are numbered: one that
 * arrives twice is taken once, one that arrives too early is refused, so no network can change their order.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding'
import { Client, type ClientOptions } from './client.ts'
import type { Crowd } from './crowd.ts'
import { fetchRequest } from './fetch-request.ts'
import type { Wire } from './websocket-wire.ts'

export interface HttpDoorOptions
  extends Omit<ClientOptions, 'wire' | 'request' | 'address' | 'onlyDocument'> {
  crowd: Crowd
  addressOf(request: IncomingMessage): string
  /** Whether nothing is to be read at the moment, because the disk does not keep up. */
  isPaused(): boolean
}

export interface HttpDoor {
  stream(request: IncomingMessage, response: ServerResponse, url: URL): void
  frames(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
  sendAway(code: number, reason: string): void
}

interface Session {
  client: Client
  /** The number of the POST that comes next. */
  next: number
}

/** Proxies end a connection on which nothing moves; clients take silence for a lost one. */
const HEARTBEAT_MS = 15_000
const SESSION_BYTES = 16

export function createHttpDoor(options: HttpDoorOptions): HttpDoor {
  const { limits, crowd, addressOf } = options
  const sessions = new Map<string, Session>()
  // Several frames may share a request; the limit on one of them is the client's to keep.
  const bodyBytes = limits.frameBytes + 64 * 1024

  return {
    stream(request, response, url) {
      const leave = crowd.enter(addressOf(request), limits.connectionsPerAddress)
      if (!leave)
        return problem(
          response,
          429,
          'too_many_connections',
          'There are too many connections from your address.',
        )
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      const id = randomBytes(SESSION_BYTES).toString('base64url')
      response.write(`event: session\ndata: ${id}\n\n`)
      const client = new Client({
        ...options,
        wire: eventStreamWire(response),
        request: fetchRequest(request, url),
        address: addressOf(request),
      })
      sessions.set(id, { client, next: 0 })
      const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS)
      response.on('close', () => {
        clearInterval(heartbeat)
        leave()
        sessions.delete(id)
        client.ended(1006, '')
      })
    },

    async frames(request, response, url) {
      const session = sessions.get(url.searchParams.get('session') ?? '')
      if (!session)
        return problem(response, 404, 'session_unknown', 'This session has ended. Open a new stream.')
      const number = Number(url.searchParams.get('number'))
      const body = await bodyOf(request, bodyBytes)
      if (!body)
        return problem(response, 413, 'frames_too_large', `At most ${bodyBytes} bytes go in a request.`)
      if (options.isPaused())
        return problem(response, 503, 'try_again', 'The disk does not keep up. Send it again in a moment.')
      if (!Number.isInteger(number) || number > session.next)
        return problem(response, 409, 'out_of_order', `Number ${session.next} comes next.`)
      if (number === session.next) {
        session.next += 1
        const frames = split(body)
        if (!frames) return session.client.drop('malformed_frame')
        for (const frame of frames) session.client.receive(frame)
      }
      response.writeHead(204, { 'cache-control': 'no-store' }).end()
    },

    sendAway(code, reason) {
      for (const { client } of sessions.values()) client.dismiss(code, reason)
    },
  }
}

function eventStreamWire(response: ServerResponse): Wire {
  return {
    get open() {
      return !response.writableEnded && !response.destroyed
    },
    get unread() {
      return response.writableLength
    },
    send(bytes) {
      if (!response.writableEnded && !response.destroyed) response.write(framed(bytes))
    },
    close(code, reason) {
      if (!response.writableEnded) response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`)
    },
    terminate: () => response.destroy(),
  }
}

/** The frame written last: a broadcast sends the same bytes to one client after another. */
let known: { bytes: Uint8Array; text: string } | undefined

function framed(bytes: Uint8Array): string {
  if (known?.bytes !== bytes) {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
    known = { bytes, text: `event: frame\ndata: ${base64}\n\n` }
  }
  return known.text
}

function split(body: Uint8Array): Uint8Array[] | null {
  try {
    const frames: Uint8Array[] = []
    const decoder = createDecoder(body)
    while (hasContent(decoder)) frames.push(readVarUint8Array(decoder))
    return frames
  } catch {
    return null
  }
}

async function bodyOf(request: IncomingMessage, limit: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function problem(response: ServerResponse, status: number, code: string, detail: string) {
  response
    .writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail }))
}
