/**
 * The event stream as a WebSocket, at /api/v1/events/socket. The launcher hands over upgrade requests together with
 * their accepted sockets; without a launcher they arrive at this process directly.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Services } from '@quillwire/core'
import type { Auth } from '@quillwire/core/identity/auth'
import { findPrincipal } from '@quillwire/core/identity/find-principal'
import { isOwnOrigin, refuseUpgrade } from '@quillwire/http'
import type { EventStreams } from '@quillwire/webhooks/stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type EventConnection, startConnection } from './event-connection.ts'

export interface EventSocketOptions {
  services: Services
  auth: Auth
  streams: EventStreams
  /** The client's address, also behind trusted proxies. */
  addressOf(request: IncomingMessage): string
  onError(error: unknown): void
  /** ms between signs of life; shorter in tests. */
  pingMs?: number
  /** ms within which a consumer has to subscribe. */
  subscribeMs?: number
}

export interface EventSocket {
  /** Handles an upgrade request. @returns whether it was for the event stream. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Refuses newcomers, tells everyone to come back in a moment, and resolves when they are gone. */
  close(): Promise<void>
}

const PATH = /^\/api\/v1\/events\/socket\/?$/
/** A consumer sends only a subscription, with a few hundred ids at most, and acknowledgements. */
const FRAME_BYTES = 16 * 1024
const PING_MS = 15_000
const SUBSCRIBE_MS = 10_000
/** How long closing handshakes may take at a shutdown. */
const GONE_WITHIN_MS = 1000
/** Browsers cannot set headers on a socket. A key may come as a subprotocol, which, unlike the URL, no log keeps. */
const BEARER = 'quillwire.bearer.'
const PROTOCOL = 'quillwire.events'

export function createEventSocket(options: EventSocketOptions): EventSocket {
  const { services, auth, streams, pingMs = PING_MS, subscribeMs = SUBSCRIBE_MS } = options
  const connections = new Map<WebSocket, EventConnection>()
  let closing = false
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      offered.has(PROTOCOL) ? PROTOCOL : ([...offered].find((one) => one.startsWith(BEARER)) ?? false),
  })
  const pings = setInterval(() => {
    for (const connection of connections.values()) connection.ping()
  }, pingMs)
  pings.unref()

  function welcome(socket: WebSocket, request: IncomingMessage, headers: Headers) {
    const connection = startConnection(socket, {
      streams,
      identify: async () => (await findPrincipal(services, auth, headers)).principal,
      remoteAddress: options.addressOf(request) || null,
      subscribeMs,
      onError: options.onError,
    })
    connections.set(socket, connection)
    socket.once('close', () => connections.delete(socket))
  }

  return {
    upgrade(request, socket, head) {
      if (!PATH.test((request.url ?? '/').split('?')[0] ?? '/')) return false
      const headers = identifyingHeaders(request)
      if (closing) refuseUpgrade(socket, 503)
      // A browser sends the cookie along from any site's page: only our own pages may use it.
      else if (!headers.has('authorization') && !isOwnOrigin(request.headers, services.publicUrl))
        refuseUpgrade(socket, 403)
      else server.handleUpgrade(request, socket, head, (webSocket) => welcome(webSocket, request, headers))
      return true
    },
    async close() {
      closing = true
      clearInterval(pings)
      const gone = [...connections.keys()].map((socket) => new Promise((done) => socket.once('close', done)))
      for (const connection of connections.values()) connection.dismiss()
      const impatient = setTimeout(() => {
        for (const socket of connections.keys()) socket.terminate()
      }, GONE_WITHIN_MS)
      await Promise.all(gone)
      clearTimeout(impatient)
    },
  }
}

/** The headers that identify the client, kept for as long as the connection lasts. */
function identifyingHeaders({ headers }: IncomingMessage): Headers {
  const kept = new Headers()
  for (const name of ['authorization', 'cookie', 'x-quillwire-workspace']) {
    const value = headers[name]
    if (typeof value === 'string') kept.set(name, value)
  }
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const bearer = offered.find((one) => one.startsWith(BEARER))
  if (bearer && !kept.has('authorization')) kept.set('authorization', `Bearer ${bearer.slice(BEARER.length)}`)
  return kept
}
