/** What the launcher and its processes say to each other over Node's IPC channel. */
import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** From a process to the launcher: it serves, or answers a `HandedOverMessage` with its number. */
export type FromChild = { type: 'ready' } | { type: 'confirmed'; number: number }

/** From the launcher to collab or web. */
export type ToChild = UpgradeMessage | HandedOverMessage

/** Comes with the accepted socket as the message's handle. */
export interface UpgradeMessage {
  type: 'upgrade'
  method: string
  url: string
  headers: Record<string, string | string[] | undefined>
  /** What came after the request's head, base64. */
  head: string
  remoteAddress: string | null
}

/**
 * Follows each socket, and is to be confirmed. The socket's own message would not do: Node does not deliver it if the
 * process has no file descriptor left for the socket.
 */
interface HandedOverMessage {
  type: 'handed over'
  number: number
}

export interface Upgrade {
  request: IncomingMessage
  socket: Socket
  head: Buffer
}

/** The upgrade request as `http.Server` would have emitted it, made from the message and the socket it came with. */
export function receiveUpgrade(message: UpgradeMessage, socket: Socket): Upgrade {
  const request = new IncomingMessage(socket)
  request.method = message.method
  request.url = message.url
  request.httpVersion = '1.1'
  request.headers = message.headers
  return { request, socket, head: Buffer.from(message.head, 'base64') }
}
