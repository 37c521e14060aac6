/** The sockets' way in: which path speaks which protocol, and who may come from where. */
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Hocuspocus } from '@hocuspocus/server'
import { type WebSocket, WebSocketServer } from 'ws'
import { authFrame } from './frames.ts'
import type { Seat } from './seat.ts'
import { createTransport, type SocketLike, type TransportOptions } from './transport.ts'
import { fromYWebsocket, speakYWebsocket } from './y-websocket-door.ts'

export interface DoorsOptions extends TransportOptions {
  hocuspocus: Hocuspocus<Seat>
  publicUrl: string
}

export interface Doors {
  /** Takes an upgrade request; refuses what is no door of ours with an HTTP answer. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Stops reading from every socket, or reads on. */
  setPaused(paused: boolean): void
  /** Tells every client to come back in a moment, and closes. New ones are refused. */
  close(): void
}

/** Bytes of one frame: a paste of a book passes, a flood does not. */
const FRAME_LIMIT = 16 * 1024 * 1024
const SERVICE_RESTART = 1012

export function createDoors(options: DoorsOptions): Doors {
  const { hocuspocus, publicUrl } = options
  const sockets = new Set<WebSocket>()
  let closing = false
  let paused = false
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_LIMIT, perMessageDeflate: false })

  function open(socket: WebSocket, request: IncomingMessage, url: URL) {
    sockets.add(socket)
    if (paused) socket.pause()
    const documentId = /^\/yjs\/([^/]+)$/.exec(url.pathname)?.[1]
    const transport = createTransport(socket, options)
    const speaking: SocketLike = documentId ? speakYWebsocket(transport) : transport
    const client = hocuspocus.handleConnection(speaking, fetchRequest(request, url))
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return socket.close(1003, 'This protocol has only binary frames.')
      try {
        client.handleMessage(documentId ? fromYWebsocket(documentId, data) : data)
      } catch {
        socket.close(1007, 'This frame cannot be read.')
      }
    })
    socket.on('close', (code, reason) => {
      sockets.delete(socket)
      client.handleClose({ code, reason: reason.toString() })
    })
    socket.on('error', () => socket.terminate())
    if (documentId) client.handleMessage(authFrame(documentId, url.searchParams.get('token') ?? ''))
  }

  return {
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://localhost')
      if (closing) return answer(socket, 503)
      if (url.pathname !== '/collab' && !url.pathname.startsWith('/yjs/')) return answer(socket, 404)
      if (!isOwnOrigin(request, publicUrl)) return answer(socket, 403)
      server.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, request, url))
    },
    setPaused(high) {
      paused = high
      for (const socket of sockets) high ? socket.pause() : socket.resume()
    },
    close() {
      closing = true
      for (const socket of sockets) socket.close(SERVICE_RESTART, 'restarting')
    },
  }
}

/** A browser says which page opens the socket: only our own may. Programs say nothing, and bring a key. */
function isOwnOrigin(request: IncomingMessage, publicUrl: string): boolean {
  const { origin, host } = request.headers
  if (!origin || origin === publicUrl) return true
  const forwarded = request.headers['x-forwarded-host'] ?? host
  return URL.canParse(origin) && new URL(origin).host === forwarded
}

function answer(socket: Duplex, status: number) {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function fetchRequest(request: IncomingMessage, url: URL): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  return new Request(url, { headers })
}
