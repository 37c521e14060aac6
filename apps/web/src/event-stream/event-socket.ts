/**
 * The event stream as a WebSocket, at /api/v1/events/socket. Requests to upgrade come from the launcher with their
 * accepted sockets, or straight to this process where no launcher stands in front.
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
  /** Who asks, where trusted proxies stand in front. */
  addressOf(request: IncomingMessage): string
  onError(error: unknown): void
  /** ms between signs of life; shorter in tests. */
  pingMs?: number
  /** ms in which a consumer is to subscribe. */
  subscribeMs?: number
}

export interface EventSocket {
  /** Takes an upgrade request. @returns whether it was for this door. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Refuses newcomers, tells everyone to come back in a moment, and resolves when they are gone. */
  close(): Promise<void>
}

const PATH = /^\/api\/v1\/events\/socket\/?$/
/** What a consumer sends is a subscription, with a few hundred ids at most, and acknowledgements. */
const FRAME_BYTES = 16 * 1024
const PING_MS = 15_000
const SUBSCRIBE_MS = 10_000
/** For so long a closing handshake may take at a shutdown. */
const GONE_WITHIN_MS = 1000
/** Browsers cannot send headers with a socket; a key may come as a subprotocol, which no log keeps as it keeps URLs. */
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
      // A cookie comes along from any page that a browser shows: only our own may use it.
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

/** The headers that say who it is, for as long as the connection lasts. */
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
