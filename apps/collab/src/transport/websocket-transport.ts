/**
 * The transport over WebSockets, for both protocols. A client that gives no sign of life is dropped. Until a client has
 * opened a document, its bytes are counted as they come in: ws keeps the beginning of a frame until the rest comes.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '@quillwire/http'
import { WebSocket, WebSocketServer } from 'ws'
import { Client, type TransportOptions } from './client.ts'
import { fetchRequest } from './fetch-request.ts'
import { authFrame, prefixOf } from './frames.ts'
import { createWebSocketWire } from './websocket-wire.ts'
import { fromYWebsocket, speakYWebsocket } from './y-websocket-protocol.ts'

export interface WebSocketTransport {
  /** @param documentId given for y-websocket's protocol, whose frames name no document */
  upgrade(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    asked: { url: URL; documentId: string | undefined },
  ): void
  /** Stops reading, or reads on; `isPaused` says the same from then on. */
  setPaused(paused: boolean): void
  /** Those whose sockets are open. */
  clients(): Client[]
  /** After all clients were told to go: reads only their answers to that, and asks for no more signs of life. */
  readOut(): void
}

interface OpenSocket {
  client: Client
  alive: boolean
  /** Whether nothing more is read from it until its token has been checked. */
  waits: boolean
}

const NOTHING = Buffer.alloc(0)
/** How many times a client is asked for a sign of life in the time that it has for one. */
const PINGS = 2
/** How often to look for clients that have heard nothing for long: at this interval, or so many times in that time. */
const LOOK_MS = 10_000
const LOOKS = 4

export function createWebSocketTransport(options: TransportOptions): WebSocketTransport {
  const { limits, connectionCounts, addressOf, isPaused } = options
  const open = new Map<WebSocket, OpenSocket>()
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: SayingWhy,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
  })

  const pings = setInterval(() => {
    for (const [socket, one] of open) {
      // A client that is not read from cannot give a sign.
      if (!one.alive && !isPaused() && !one.waits) one.client.drop('no_sign_of_life')
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

  function welcome(socket: WebSocket, stream: Duplex, client: Client, leave: () => void): OpenSocket {
    if (isPaused()) socket.pause()
    const one = { client, alive: true, waits: false }
    open.set(socket, one)
    socket.on('pong', () => {
      one.alive = true
    })
    socket.on('close', (code, reason) => {
      open.delete(socket)
      leave()
      client.gone(code, reason.toString())
    })
    // When ws refuses a frame, it has closed the connection already, with a code of its own.
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') client.drop('frame_too_large')
      else if (code?.startsWith('WS_ERR_')) client.drop('malformed_frame')
    })
    countUntilJudged(socket, stream, one)
    return one
  }

  function countUntilJudged(socket: WebSocket, stream: Duplex, one: OpenSocket) {
    const count = ({ byteLength }: Buffer) => {
      const answer = one.client.heard(byteLength)
      if (answer === 'go on') return
      if (answer === 'wait') {
        one.waits = true
        socket.pause()
        one.client.authentication.onceJudged(readOn)
        return
      }
      stream.off('data', count)
      if (!one.client.authentication.isDone) listenNoMore(stream)
    }
    const readOn = () => {
      one.waits = false
      if (!isPaused()) socket.resume()
      count(NOTHING)
    }
    stream.on('data', count)
  }

  return {
    upgrade(request, stream, head, { url, documentId }) {
      const address = addressOf(request)
      const leave = connectionCounts.enter(address, limits.connectionsPerAddress)
      if (!leave) {
        options.onTurnedAway('too_many_connections', { address })
        return refuseUpgrade(stream, 429)
      }
      // If the handshake fails, there is no WebSocket that would report its end.
      stream.once('close', leave)
      server.handleUpgrade(request, stream, head, (socket) => {
        const wire = createWebSocketWire(socket, stream)
        const client = new Client({
          ...options,
          wire: documentId ? speakYWebsocket(wire) : wire,
          request: fetchRequest(request, url),
          address,
          onlyDocument: documentId,
        })
        const one = welcome(socket, stream, client, leave)
        const prefix = documentId ? prefixOf(documentId) : undefined
        socket.on('message', (data: Buffer, isBinary) => {
          one.alive = true
          if (!isBinary) return client.drop('text_frame')
          client.receive(prefix ? fromYWebsocket(prefix, data) : data)
        })
        if (documentId) client.receive(authFrame(documentId, url.searchParams.get('token') ?? ''))
      })
    },
    setPaused(paused) {
      for (const [socket, one] of open) {
        // A client that was not read from has had no chance to give a sign.
        one.alive = true
        if (paused) socket.pause()
        else if (!one.waits) socket.resume()
      }
    },
    clients: () => [...open.values()].map(({ client }) => client),
    readOut() {
      clearInterval(pings)
      clearInterval(looks)
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

/** Reads and discards what still comes, until the other side has heard the reason or ws gives it up. */
function listenNoMore(stream: Duplex) {
  stream.removeAllListeners('data')
  stream.resume()
  stream.end()
}
