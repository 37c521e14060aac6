/**
 * One client, whatever carries it and however many documents it opens: the socket that Hocuspocus sees, the channels of
 * its open documents, and the limits of what it may cost. Frames that belong to a channel wait until the channel
 * exists, so that no update ever takes another way.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Connection, Hocuspocus } from '@hocuspocus/server'
import type { ClientContext } from '../admission/connection-context.ts'
import type { ConnectionCounts } from '../admission/connection-counts.ts'
import { createFrameBudget, type Limits } from '../admission/limits.ts'
import type { Standstill } from '../admission/standstill.ts'
import {
  type ChannelOptions,
  DocumentChannel,
  type DropReason,
  type RefusalReason,
} from '../room/document-channel.ts'
import { Authentication } from './authentication.ts'
import { frame, isRefusal, isUnderstood, readFrame } from './frames.ts'
import { HeldFrames } from './held-frames.ts'
import type { Wire } from './websocket-wire.ts'

/** What Hocuspocus needs of a socket. */
export interface SocketLike {
  readonly readyState: number
  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void
  close(code?: number, reason?: string): void
}

export interface ClientOptions {
  wire: Wire
  hocuspocus: Hocuspocus<ClientContext>
  request: Request
  /** Where it comes from, for the log and the limits. */
  address: string
  limits: Limits
  /** With a protocol without addresses (y-websocket): the document that all its frames are about. */
  onlyDocument?: string
  /** Whether nothing is read at the moment. */
  isPaused(): boolean
  standstill: Standstill
  onAcknowledged(waitedMs: number): void
  onDropped(reason: DropReason, who: Whereabouts): void
  /** Called when something is not taken although its connection stays. */
  onRefused(reason: RefusalReason, who: Whereabouts): void
}

/** What a transport needs to make its clients. */
export interface TransportOptions
  extends Omit<ClientOptions, 'wire' | 'request' | 'address' | 'onlyDocument'> {
  connectionCounts: ConnectionCounts
  /** The address of the client, also behind trusted proxies. */
  addressOf(request: IncomingMessage): string
  onTurnedAway(reason: 'too_many_connections', who: Whereabouts): void
}

/** What identifies a connection in the log. */
export interface Whereabouts {
  address: string
  /** The same in every line about a connection; missing if it was refused before it had one. */
  connectionId?: string
  documentId?: string | undefined
}

const OPEN = 1
const CLOSED = 3

/** y-websocket and Hocuspocus's provider reconnect after thirty seconds of silence. */
const SILENCE_MS = 10_000

/** A clock that is accurate to a second, and cheap: it is read for every frame. */
const clock = { now: performance.now() }
setInterval(() => {
  clock.now = performance.now()
}, 1000).unref()

/**
 * The WebSocket close code that a dropped client gets beside the reason. After 44xx it should not come back unchanged,
 * and y-websocket's own client knows that; after the others it may.
 */
const codes: Record<DropReason, number> = {
  malformed_update: 1007,
  malformed_frame: 1007,
  text_frame: 1003,
  frame_too_large: 1009,
  awareness_too_large: 1009,
  too_many_frames: 1008,
  reader_too_slow: 4408,
  no_sign_of_life: 4408,
  not_authenticated: 4401,
  document_reloaded: 1012,
  ticket_expired: 4401,
  unavailable: 1013,
}

export class Client implements SocketLike {
  /** A plain value, not computed: it is read for every frame to every client of a room. */
  readyState: number = OPEN
  /** Its name in the log. */
  readonly id = randomUUID()
  /** A secret between its tab and the server, the same when it reconnects. */
  readonly tab: string | null
  readonly authentication: Authentication
  readonly #options: ClientOptions
  readonly #hocuspocus: ReturnType<Hocuspocus['handleConnection']>
  readonly #channels = new Map<string, DocumentChannel>()
  readonly #held = new HeldFrames()
  readonly #budget: { take(): boolean }
  readonly #closeListeners = new Set<() => void>()
  /** The channel of a client with one document open, as most have: it needs no search. */
  #only: DocumentChannel | undefined
  #largest = 0
  #heardAt = 0
  #closed = false

  constructor(options: ClientOptions) {
    this.#options = options
    this.tab = new URL(options.request.url).searchParams.get('tab')
    this.#budget = createFrameBudget(options.limits.framesPerSecond)
    // A client that has sent its token has done its part, and one we are not reading may have: then the delay is ours.
    this.authentication = new Authentication(() =>
      this.drop(this.authentication.isTokenSent || options.isPaused() ? 'unavailable' : 'not_authenticated'),
    )
    this.#hocuspocus = options.hocuspocus.handleConnection(this, options.request, { client: this })
  }

  get whereabouts(): Whereabouts {
    const documentId = this.#only?.room.document.name ?? this.#options.onlyDocument
    return { documentId, connectionId: this.id, address: this.#options.address }
  }

  /** Whether frames from it are taken. */
  get isOpen(): boolean {
    return this.readyState === OPEN
  }

  /** Whether its protocol has a message that asks for a new token. */
  get canRefreshToken(): boolean {
    return this.#options.onlyDocument === undefined
  }

  /**
   * To be told of bytes as they come, before they make a frame. If they are too many for a client that has no document
   * open, the rest has to wait while its token is being checked. Without a token the client is dropped. So is one that
   * was refused, but not for the size: with a valid token, all of that may come again.
   * @returns whether to tell it of more bytes, to wait first, or to tell it no more.
   */
  heard(bytes: number): 'go on' | 'wait' | 'enough' {
    const { authentication } = this
    if (!authentication.count(bytes)) return 'enough'
    if (!authentication.isTooMuch(0)) return 'go on'
    if (authentication.isPending) return 'wait'
    this.drop(authentication.isRefused ? 'not_authenticated' : 'frame_too_large')
    return 'enough'
  }

  /** A frame from the client. */
  receive(bytes: Uint8Array): void {
    if (this.#closed) return
    const { standstill } = this.#options
    if (!standstill.isHolding()) {
      this.#take(bytes)
      return
    }
    // The bytes may be a view of a buffer that their socket reuses.
    const kept = bytes.slice()
    standstill.hold(() => this.#take(kept))
  }

  #take(bytes: Uint8Array): void {
    if (this.#closed) return
    if (!this.#budget.take()) {
      this.drop('too_many_frames')
      return
    }
    try {
      const channel = this.#channelOf(bytes)
      if (channel?.take(bytes, channel.prefix.length)) return
      const { address, type, body } = readFrame(bytes)
      if (!channel && (type === frame.awareness || type === frame.sync)) {
        if (!this.#held.hold(bytes, address)) this.drop('too_many_frames')
        return
      }
      if (type === frame.auth) this.authentication.tokenSent()
      // Hocuspocus would print each frame that it does not understand.
      if (isUnderstood(type, body) && !isInherited(address)) this.#hocuspocus.handleMessage(bytes)
      else this.drop('malformed_frame')
    } catch {
      // The error is not logged: its message may quote the frame, and the log must not hold text of documents.
      this.drop('malformed_frame')
    }
  }

  /** A document is open: from now on its updates and awareness take the short way. */
  openChannel(
    connection: Connection,
    options: Omit<ChannelOptions, 'client' | 'connection' | 'awarenessBytes'>,
  ): DocumentChannel {
    const address = connection.messageAddress
    const channel = new DocumentChannel({
      ...options,
      client: this,
      connection,
      awarenessBytes: this.#options.limits.awarenessBytes,
    })
    this.authentication.done()
    this.#channels.set(address, channel)
    this.#only = this.#channels.size === 1 ? channel : undefined
    for (const bytes of this.#held.release(address)) {
      if (this.#closed) break
      try {
        channel.take(bytes, channel.prefix.length)
      } catch {
        // As in `receive`.
        this.drop('malformed_frame')
      }
    }
    return channel
  }

  leave(connection: Connection): void {
    const channel = this.#channels.get(connection.messageAddress)
    this.#channels.delete(connection.messageAddress)
    channel?.leave()
    const [only] = this.#channels.values()
    this.#only = this.#channels.size === 1 ? only : undefined
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    const { wire, limits } = this.#options
    if (!(data instanceof Uint8Array)) throw new TypeError('The protocol has only binary frames.')
    // Clients take silence for a lost connection: one that has heard nothing lately hears at least its own words.
    const now = clock.now
    if (this.#only?.room.isEcho(data, this.#only) && now - this.#heardAt < SILENCE_MS) return
    if (this.#held.count > 0) this.#held.releaseRefused(data)
    if (!this.authentication.isDone && isRefusal(readFrame(data))) this.authentication.refused()
    const unread = wire.unread
    if (unread === 0) this.#largest = 0
    // The state of a large document may be larger than the limit: the largest frame counts apart.
    if (unread > limits.unreadBytes + this.#largest) {
      this.drop('reader_too_slow')
      return
    }
    if (data.byteLength > this.#largest) this.#largest = data.byteLength
    // A frame that this protocol cannot express is not sent.
    if (wire.send(data)) this.#heardAt = now
  }

  /**
   * To be called now and then. Sends an empty awareness frame to a client that has heard nothing lately. The client
   * cannot see to that itself: a browser lets a hidden tab act only once a minute.
   */
  breakSilence(): void {
    const [channel] = this.#channels.values()
    if (!channel || clock.now - this.#heardAt < SILENCE_MS) return
    if (this.#options.wire.send(channel.nobodyMoved())) this.#heardAt = clock.now
  }

  /**
   * Tells the client to go, and nothing after that; to be followed by `ended`. Until then it counts as open: Hocuspocus
   * closes a connection whose socket is closed as soon as it has something to send there, and each client that leaves
   * would be news for all others.
   */
  sayGoodbye(code: number, reason: string): void {
    this.#options.wire.close(code, reason)
  }

  close(code = 1000, reason = ''): void {
    this.readyState = CLOSED
    this.#options.wire.close(code, reason)
  }

  acknowledged(waitedMs: number): void {
    this.#options.onAcknowledged(waitedMs)
  }

  drop(reason: DropReason, documentId?: string): void {
    if (this.#closed) return
    const { wire, onDropped } = this.#options
    onDropped(reason, documentId === undefined ? this.whereabouts : { ...this.whereabouts, documentId })
    if (reason === 'reader_too_slow' || reason === 'no_sign_of_life') wire.terminate()
    else wire.close(codes[reason], reason)
    this.ended(codes[reason], reason)
  }

  refused(reason: RefusalReason, documentId: string): void {
    this.#options.onRefused(reason, { ...this.whereabouts, documentId })
  }

  /** Calls the listener when the client is gone; at once if it is gone already. */
  onClose(listener: () => void): void {
    if (this.#closed) listener()
    else this.#closeListeners.add(listener)
  }

  /** What carries it has closed: it ends when everything that it said before that has been taken. */
  gone(code: number, reason: string): void {
    this.#options.standstill.hold(() => this.ended(code, reason))
  }

  /** Ends it at once: nothing of it is taken any more. */
  ended(code: number, reason: string): void {
    this.readyState = CLOSED
    if (this.#closed) return
    this.#closed = true
    this.#held.clear()
    this.#hocuspocus.handleClose({ code, reason })
    this.authentication.gone()
    for (const listener of this.#closeListeners) listener()
  }

  #channelOf(bytes: Uint8Array): DocumentChannel | undefined {
    if (this.#only) return startsWith(bytes, this.#only.prefix) ? this.#only : undefined
    for (const channel of this.#channels.values()) if (startsWith(bytes, channel.prefix)) return channel
    return undefined
  }
}

/**
 * Hocuspocus keeps its connections in plain objects, by address and by the name before a NUL in it. It would take a
 * property that every object inherits for one of them.
 */
function isInherited(address: string): boolean {
  const [name = ''] = address.split('\0')
  return name in Object.prototype
}

function startsWith(bytes: Uint8Array, prefix: Buffer): boolean {
  return bytes.byteLength > prefix.length && prefix.compare(bytes, 0, prefix.length) === 0
}
