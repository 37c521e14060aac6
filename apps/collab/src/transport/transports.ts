/** The sockets' way in: which path speaks which protocol, and who may come from where. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Hocuspocus } from '@hocuspocus/server'
import { isOwnOrigin, refuseUpgrade, upgradeRequired } from '@quillwire/http'
import { WebSocket, WebSocketServer } from 'ws'
import type { ClientContext } from '../admission/connection-context.ts'
import { createConnectionCounts } from '../admission/connection-counts.ts'
import type { Limits } from '../admission/limits.ts'
import { Client, type ClientOptions, type Whereabouts } from './client.ts'
import { fetchRequest } from './fetch-request.ts'
import { authFrame, prefixOf } from './frames.ts'
import { createHttpTransport, problem } from './http-transport.ts'
import { createWebSocketWire } from './websocket-wire.ts'
import { fromYWebsocket, speakYWebsocket } from './y-websocket-protocol.ts'

export interface TransportsOptions extends Pick<ClientOptions, 'onAcknowledged' | 'onDropped' | 'onRefused'> {
  hocuspocus: Hocuspocus<ClientContext>
  publicUrl: string
  limits: Limits
  /** Who asks, where trusted proxies stand in front. */
  addressOf(request: IncomingMessage): string
  /** Told of newcomers who are not let in. */
  onTurnedAway(reason: TurnedAway, who: Whereabouts): void
  /** Told of a request that failed here, and not because its sender went away. */
  onError(error: unknown): void
}

export type TurnedAway = 'origin_refused' | 'too_many_connections'

export interface Transports {
  /** Takes an upgrade request; refuses what is no address of ours with an HTTP answer. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /**
   * Takes a plain request that belongs to the transport over HTTP, or goes to the address of a socket.
   * @returns whether it was one.
   */
  request(request: IncomingMessage, response: ServerResponse): boolean
  /** Stops reading from every socket, or reads on. */
  setPaused(paused: boolean): void
  /** No newcomers any more. */
  shut(): void
  /** Tells every client to come back in a moment, to another process or to the next one, and closes. */
  sendAway(): void
}

/** The paths of the two protocols; of y-websocket's with the document. */
const SOCKETS = /^\/(?:collab|yjs\/([^/]+))$/
const NOTHING = Buffer.alloc(0)
const SERVICE_RESTART = 1012
/** For so long a request may go on after its answer: who is cut off at once may not read that. */
const REST_MS = 10_000
/** How often a client is asked for a sign of life, as a share of the time it has for one. */
const PINGS = 2
/** How often it is looked who has heard nothing for long: no later than so, and than so large a share of that time. */
const LOOK_MS = 10_000
const LOOKS = 4

export function createTransports(options: TransportsOptions): Transports {
  const { publicUrl, limits, addressOf, onTurnedAway } = options
  /** `waits`: nothing more is read of it before it is judged who it is. */
  const open = new Map<WebSocket, { client: Client; alive: boolean; waits: boolean }>()
  const connectionCounts = createConnectionCounts()
  let closing = false
  let paused = false
  const isPaused = () => paused
  const http = createHttpTransport({ ...options, connectionCounts, isPaused })
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: SayingWhy,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
  })

  const pings = setInterval(() => {
    for (const [socket, one] of open) {
      // Whoever is not read from cannot give a sign.
      if (!one.alive && !paused && !one.waits) one.client.drop('no_sign_of_life')
      one.alive = false
      socket.ping()
    }
  }, limits.idleMs / PINGS)
  pings.unref()

  const looks = setInterval(
    () => {
      for (const { client } of open.values()) client.breakSilence()
    },
    Math.min(LOOK_MS, limits.idleMs / LOOKS),
  )
  looks.unref()

  function welcome(socket: WebSocket, stream: Duplex, request: IncomingMessage, url: URL, leave: () => void) {
    if (paused) socket.pause()
    const documentId = SOCKETS.exec(url.pathname)?.[1]
    const wire = createWebSocketWire(socket, stream)
    const client = new Client({
      ...options,
      isPaused,
      wire: documentId ? speakYWebsocket(wire) : wire,
      request: fetchRequest(request, url),
      address: addressOf(request),
      onlyDocument: documentId,
    })
    const one = { client, alive: true, waits: false }
    open.set(socket, one)
    const prefix = documentId ? prefixOf(documentId) : undefined
    socket.on('message', (data: Buffer, isBinary) => {
      one.alive = true
      if (!isBinary) return client.drop('text_frame')
      client.receive(prefix ? fromYWebsocket(prefix, data) : data)
    })
    // ws keeps what it has of a frame until the rest comes.
    const count = ({ byteLength }: Buffer) => {
      const answer = client.heard(byteLength)
      if (answer === 'go on') return
      if (answer === 'wait') {
        one.waits = true
        socket.pause()
        client.onceJudged(readOn)
        return
      }
      stream.off('data', count)
      if (!client.isAuthenticated) listenNoMore(stream)
    }
    const readOn = () => {
      one.waits = false
      if (!paused) socket.resume()
      count(NOTHING)
    }
    stream.on('data', count)
    socket.on('pong', () => {
      one.alive = true
    })
    socket.on('close', (code, reason) => {
      open.delete(socket)
      leave()
      client.ended(code, reason.toString())
    })
    // What ws refuses it has closed with a code of its own.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') client.drop('frame_too_large')
      else if (code?.startsWith('WS_ERR_')) client.drop('malformed_frame')
    })
    if (documentId) client.receive(authFrame(documentId, url.searchParams.get('token') ?? ''))
  }

  function turnAway(request: IncomingMessage, reason: TurnedAway) {
    onTurnedAway(reason, { address: addressOf(request) })
  }

  return {
    upgrade(request, socket, head) {
      const url = urlOf(request)
      if (closing) return refuseUpgrade(socket, 503)
      if (!url || !SOCKETS.test(url.pathname)) return refuseUpgrade(socket, 404)
      if (!isOwnOrigin(request.headers, publicUrl)) {
        turnAway(request, 'origin_refused')
        return refuseUpgrade(socket, 403)
      }
      const leave = connectionCounts.enter(addressOf(request), limits.connectionsPerAddress)
      if (!leave) {
        turnAway(request, 'too_many_connections')
        return refuseUpgrade(socket, 429)
      }
      // Where the handshake fails there is no WebSocket whose end would be told.
      socket.once('close', leave)
      server.handleUpgrade(request, socket, head, (webSocket) =>
        welcome(webSocket, socket, request, url, leave),
      )
    },
    request(request, response) {
      const url = urlOf(request)
      if (!url) return false
      const route = `${request.method} ${url.pathname}`
      const isSocket = SOCKETS.test(url.pathname)
      if (!isSocket && route !== 'GET /collab/stream' && route !== 'POST /collab/frames') return false
      if (isSocket) {
        const { status, code, detail } = upgradeRequired
        problem(response.setHeader('upgrade', 'websocket'), status, code, detail)
      } else if (!isOwnOrigin(request.headers, publicUrl)) {
        turnAway(request, 'origin_refused')
        problem(response, 403, 'origin_refused', 'Only pages of this Quillwire may connect.')
      } else if (closing)
        problem(response, 503, 'restarting', 'This server is restarting. Come back in a moment.')
      else if (request.method === 'GET') http.stream(request, response, url)
      else
        http.frames(request, response, url).catch((error) => {
          const wasCutOff = request.destroyed && !request.complete
          if (!wasCutOff) options.onError(error)
          response.destroy()
        })
      response.once('finish', () => endRest(request, Math.min(REST_MS, limits.idleMs)))
      return true
    },
    setPaused(high) {
      paused = high
      for (const [socket, one] of open) {
        // Nobody has had a chance to give a sign.
        one.alive = true
        if (high) socket.pause()
        else if (!one.waits) socket.resume()
      }
    },
    shut() {
      closing = true
    },
    sendAway() {
      clearInterval(pings)
      clearInterval(looks)
      for (const { client } of open.values()) client.dismiss(SERVICE_RESTART, 'restarting')
      http.sendAway(SERVICE_RESTART, 'restarting')
      // Their answers to that are to be read.
      for (const socket of open.keys()) socket.resume()
    },
  }
}

/** A WebSocket that gives the reason when it closes itself over a frame that is too large: ws gives none. */
class SayingWhy extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, code === 1009 && reason === undefined ? 'frame_too_large' : reason)
  }
}

/** What still comes is read and forgotten, until the other side has heard why or ws gives it up. */
function listenNoMore(stream: Duplex) {
  stream.removeAllListeners('data')
  stream.resume()
  stream.end()
}

/** What is left of a request that was answered before its end: read and forgotten, but not for ever. */
function endRest(request: IncomingMessage, withinMs: number) {
  if (request.complete) return
  request.resume()
  const deadline = setTimeout(() => request.destroy(), withinMs).unref()
  request.once('close', () => clearTimeout(deadline))
}

/** What is asked for; null where that is no path, but one of the other forms that a request line may have. */
function urlOf({ url = '' }: IncomingMessage): URL | null {
  return url.startsWith('/') ? URL.parse(`http://localhost${url}`) : null
}
