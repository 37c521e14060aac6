/** The clients' ways in: which path leads to which transport, and who may come from where. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { isOwnOrigin, refuseUpgrade, upgradeRequired } from '@quillwire/http'
import { createConnectionCounts } from '../admission/connection-counts.ts'
import type { TransportOptions, Whereabouts } from './client.ts'
import { createHttpTransport, problem } from './http-transport.ts'
import { createWebSocketTransport } from './websocket-transport.ts'

export interface TransportsOptions
  extends Omit<TransportOptions, 'connectionCounts' | 'isPaused' | 'onTurnedAway'> {
  publicUrl: string
  /** Called when a new client is not let in. */
  onTurnedAway(reason: TurnedAway, who: Whereabouts): void
  /** Called when a request failed, unless its sender went away. */
  onError(error: unknown): void
}

/** Why nothing is read: the log does not keep up, the process stood still, or it is about to end. */
export type PauseReason = 'log' | 'standstill' | 'draining'

export type TurnedAway = 'origin_refused' | 'too_many_connections'

export interface Transports {
  /** Takes an upgrade request. At a path that is none of ours it answers with an HTTP status. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /**
   * Takes a plain request that belongs to the transport over HTTP, or goes to the address of a socket.
   * @returns whether it was such a request.
   */
  request(request: IncomingMessage, response: ServerResponse): boolean
  /** Stops reading from every socket for this reason, or reads on if there is no other. */
  setPaused(reason: PauseReason, paused: boolean): void
  /** Lets no new clients in any more. */
  shut(): void
  /** Tells every client to come back in a moment, to another process or to the next one, and closes. */
  sendAway(): void
}

/** The paths of the two protocols; that of y-websocket names the document. */
const SOCKETS = /^\/(?:collab|yjs\/([^/]+))$/
const SERVICE_RESTART = 1012
/** How long a request may go on after its answer: a client that is cut off at once may not read that. */
const REST_MS = 10_000

export function createTransports(options: TransportsOptions): Transports {
  const { publicUrl, limits } = options
  let closing = false
  const pauses = new Set<PauseReason>()
  const common = { ...options, connectionCounts: createConnectionCounts(), isPaused: () => pauses.size > 0 }
  const sockets = createWebSocketTransport(common)
  const http = createHttpTransport(common)

  /** Whether a page of another site asks; if so, this is reported. */
  function isFromElsewhere(request: IncomingMessage): boolean {
    if (isOwnOrigin(request.headers, publicUrl)) return false
    options.onTurnedAway('origin_refused', { address: options.addressOf(request) })
    return true
  }

  return {
    upgrade(request, socket, head) {
      const url = urlOf(request)
      const path = url && SOCKETS.exec(url.pathname)
      if (closing) return refuseUpgrade(socket, 503)
      if (!path) return refuseUpgrade(socket, 404)
      if (isFromElsewhere(request)) return refuseUpgrade(socket, 403)
      sockets.upgrade(request, socket, head, { url, documentId: path[1] })
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
      } else if (isFromElsewhere(request))
        problem(response, 403, 'origin_refused', 'Only pages of this Quillwire may connect.')
      else if (closing)
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
    setPaused(reason, paused) {
      if (paused) pauses.add(reason)
      else pauses.delete(reason)
      sockets.setPaused(pauses.size > 0)
    },
    shut() {
      closing = true
    },
    sendAway() {
      const clients = [...sockets.clients(), ...http.clients()]
      // Tell all of them first: they need not hear that others left who will be back in a moment.
      for (const client of clients) client.sayGoodbye(SERVICE_RESTART, 'restarting')
      for (const client of clients) client.ended(SERVICE_RESTART, 'restarting')
      sockets.readOut()
    },
  }
}

/** Reads and discards the rest of a request that was answered before its end, but not for ever. */
function endRest(request: IncomingMessage, withinMs: number) {
  if (request.complete) return
  request.resume()
  const deadline = setTimeout(() => request.destroy(), withinMs).unref()
  request.once('close', () => clearTimeout(deadline))
}

/** The URL of a request; null if its target is no path, but one of the other forms that a request line may have. */
function urlOf({ url = '' }: IncomingMessage): URL | null {
  return url.startsWith('/') ? URL.parse(`http://localhost${url}`) : null
}
