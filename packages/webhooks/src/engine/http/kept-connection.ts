/**
 * A socket to a receiver, or to a proxy that forwards to it, with one request at a time. Written for deliveries, which
 * are short, many and all alike: a general HTTP client costs twice as much for each.
 */
import type { Socket } from 'node:net'
import type { ResponseHandler, Target, WebhookRequest } from './connection.ts'
import { failure } from './failure.ts'
import { requestBytes } from './request-bytes.ts'
import { ResponseReader } from './response-reader.ts'
import type { Route } from './route.ts'

/**
 * Receivers hang up on idle connections. Whether one did is known once the event loop has looked at all sockets. A
 * connection that was free for a moment only is used without waiting for that.
 */
const SURELY_OPEN_MS = 10
/** A receiver that hangs up within this time after the first answer on a connection does so after each answer. */
const RIGHT_AFTER_MS = 100
const afterALook = (callback: () => void) => setImmediate(() => setImmediate(callback))

export class KeptConnection {
  readonly origin: string
  readonly #route: Route
  readonly #onClose: (connection: KeptConnection) => void
  #socket: Socket | null = null
  #remoteAddress: string | null = null
  #closed = false
  readonly #connecting = new AbortController()
  #handler: ResponseHandler | null = null
  /** By `performance.now()`: how long the request may be written. */
  #until = 0
  #reader: ResponseReader | null = null
  /** Whether a request waits to be written. If the socket closes meanwhile, nothing is lost. */
  #waiting = false
  /** Whether nothing of the answer has come since the last request was written. */
  #unanswered = false
  /**
   * Whether the receiver hung up, without a word, on a request that was not the first on this connection, or right
   * after its first answer. Some receivers close after each answer and do not say so.
   */
  hungUp = false
  #answers = 0
  /** By `performance.now()`: when its last answer was whole. */
  freeSince = 0
  /** How long the receiver keeps it open from then on, as far as it has said. */
  keepAliveMs = 0

  constructor(origin: string, route: Route, onClose: (connection: KeptConnection) => void) {
    this.origin = origin
    this.#route = route
    this.#onClose = onClose
  }

  /** Whether another request may be sent. */
  get isOpen(): boolean {
    return this.#socket !== null
  }

  /** @throws where the request cannot be sent at all; the handler is then not called. */
  send(request: WebhookRequest, target: Target, handler: ResponseHandler): void {
    const pieces = requestBytes(request, target, this.#route.proxy)
    const now = performance.now()
    this.#handler = handler
    this.#until = now + request.timeoutMs
    if (!this.#socket) this.#open(target, pieces)
    else if (now - this.freeSince < SURELY_OPEN_MS) this.#write(pieces)
    else {
      this.#waiting = true
      afterALook(() => this.#stillOpen(target, pieces))
    }
  }

  /** Cuts off the request that is under way. */
  cut(reason: Error): void {
    this.#close()
    this.#end(reason)
  }

  #stillOpen(target: Target, pieces: readonly Buffer[]) {
    this.#waiting = false
    // The request was cut off meanwhile.
    if (this.#closed) return
    if (this.#socket) this.#write(pieces)
    else this.#open(target, pieces)
  }

  #open({ url }: Target, pieces: readonly Buffer[]) {
    const { protocol, host, port } = url
    const hostname = url.hostname.replace(/^\[|\]$/g, '')
    this.#route.connect({ protocol, host, hostname, port }, this.#connecting.signal, (...[error, socket]) => {
      if (this.#closed) return void socket?.destroy()
      if (error) return this.cut(error)
      this.#socket = socket
      this.#remoteAddress = this.#route.proxy ? null : (socket.remoteAddress ?? null)
      socket.on('data', (bytes: Buffer) => this.#read(bytes))
      socket.on('end', () => this.#readEnd())
      socket.on('error', (reason) => this.#lost(socket, reason))
      socket.on('close', () => this.#lost(socket, failure('QUILLWIRE_CUT')))
      this.#write(pieces)
    })
  }

  #write(pieces: readonly Buffer[]) {
    const socket = this.#socket
    if (!socket || !this.#handler) return
    // Where this process stood still, another worker may have sent it meanwhile, and what came after it too.
    if (performance.now() > this.#until) return this.cut(failure('QUILLWIRE_TIMEOUT'))
    this.#reader = new ResponseReader(this.#handler)
    this.#unanswered = true
    this.#handler.onSent(this.#remoteAddress)
    if (pieces.length > 1) socket.cork()
    for (const piece of pieces) socket.write(piece)
    if (pieces.length > 1) socket.uncork()
  }

  #read(bytes: Buffer) {
    const reader = this.#reader
    // An answer to no request.
    if (!reader) return this.#lost(this.#socket, failure('QUILLWIRE_NOT_HTTP'))
    this.#unanswered = false
    try {
      if (!reader.read(bytes)) return
    } catch (error) {
      return this.cut(error as Error) // of the reader
    }
    // What the reader reported may have led to a cut.
    if (this.#reader === reader) this.#answered(reader.keepAliveMs)
  }

  #readEnd() {
    const reader = this.#reader
    if (!reader) return this.#lost(this.#socket, failure('QUILLWIRE_CUT'))
    try {
      reader.end()
    } catch (error) {
      return this.#lost(this.#socket, error as Error) // of the reader
    }
    this.#answered(0)
  }

  #lost(socket: Socket | null, reason: Error) {
    if (!socket || socket !== this.#socket) return
    if (this.#waiting) {
      this.#socket = null
      socket.destroy()
      return
    }
    const idle = this.#handler === null
    this.hungUp = idle
      ? this.#answers === 1 && performance.now() - this.freeSince < RIGHT_AFTER_MS
      : this.#answers > 0 && this.#unanswered
    this.cut(reason)
  }

  #answered(keepAliveMs: number) {
    // A receiver that answers before everything is written does not want the rest.
    if (keepAliveMs === 0 || !this.#socket || this.#socket.writableLength > 0) this.#close()
    this.#answers += 1
    this.freeSince = performance.now()
    this.keepAliveMs = keepAliveMs
    this.#end(null)
  }

  #end(error: Error | null) {
    const handler = this.#handler
    this.#handler = null
    this.#reader = null
    handler?.onEnd(error)
  }

  #close() {
    if (this.#closed) return
    this.#closed = true
    this.#connecting.abort()
    this.#socket?.destroy()
    this.#socket = null
    this.#onClose(this)
  }
}
