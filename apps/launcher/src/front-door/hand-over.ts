/**
 * A WebSocket's accepted connection goes to the process that serves it, and no byte of it passes through here again.
 */
import type { ChildProcess } from 'node:child_process'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { remoteAddress } from '@quillwire/http'
import type { FromChild, ToChild, UpgradeMessage } from '@quillwire/process'
import { type Trusts, withForwarded } from './forwarded-headers.ts'

const SOCKET_PATHS = {
  collab: /^\/(collab\/?$|yjs(\/|$))/,
  web: /^\/api\/v1\/events\/socket\/?$/,
}

/** Which process serves the socket at this path; null if sockets at this path are not handed over. */
export function ownerOf(url: string | undefined): 'collab' | 'web' | null {
  const path = (url ?? '/').split('?')[0] ?? '/'
  if (SOCKET_PATHS.collab.test(path)) return 'collab'
  return SOCKET_PATHS.web.test(path) ? 'web' : null
}

/** Sends the socket to the process. Answers 503 itself if there is no process to take it. */
export function handOver(
  child: ChildProcess | null,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  trusts: Trusts,
): void {
  if (!child?.connected) {
    refuse(socket)
    return
  }
  const onTheWay = onTheWayTo(child)
  const number = nextNumber++
  const message: UpgradeMessage = {
    type: 'upgrade',
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: withForwarded(request, trusts),
    head: head.toString('base64'),
    remoteAddress: remoteAddress(socket) || null,
  }
  stopReading(socket)
  onTheWay.set(number, socket)
  child.send(message, socket, { keepOpen: true }, (error) => {
    if (error) letGo(onTheWay, number)
  })
  const handedOver: ToChild = { type: 'handed over', number }
  // An error needs no answer: a process that cannot be reached ends, and its sockets are let go of then.
  child.send(handedOver, () => {})
}

let nextNumber = 0
const sentTo = new WeakMap<ChildProcess, Map<number, Socket>>()

/**
 * The sockets that the process has not confirmed. If it ends first, their connections end, too: otherwise they
 * would stay open with nobody to answer, and clients of most protocols would wait for ever.
 */
function onTheWayTo(child: ChildProcess): Map<number, Socket> {
  const known = sentTo.get(child)
  if (known) return known
  const onTheWay = new Map<number, Socket>()
  sentTo.set(child, onTheWay)
  child.on('message', (message: FromChild) => {
    if (message.type === 'confirmed') letGo(onTheWay, message.number)
  })
  child.once('exit', () => {
    for (const number of onTheWay.keys()) letGo(onTheWay, number)
  })
  return onTheWay
}

/** Closes this process's copy of the connection: the only one, unless another process has taken it. */
function letGo(onTheWay: Map<number, Socket>, number: number): void {
  onTheWay.get(number)?.destroy()
  onTheWay.delete(number)
}

/**
 * Both processes hold the connection until the other has confirmed it. Were this one still reading, it could swallow
 * the first frame of a client that answers quickly. Node has no public way to stop that keeps the socket sendable.
 */
function stopReading(socket: Socket) {
  const { _handle: handle } = socket as unknown as { _handle?: { readStop?: () => number } }
  handle?.readStop?.()
}

export function refuse(socket: Socket): void {
  const body = 'This part of Quillwire is starting. Try again in a moment.\n'
  // Nobody else would close it if the other side kept it open.
  socket.once('finish', () => socket.destroy())
  socket.end(
    'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n' +
      `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
