/**
 * One client, whatever carries it and however many documents it opens: the socket that Hocuspocus sees, the channels of
 * its open documents, and the limits of what it may cost. Frames that belong to a channel wait until it is there, so that
 * no update ever takes another road.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Connection, Hocuspocus } from '@hocuspocus/server'
import type { ClientContext } from '../admission/connection-context.ts'
import type { ConnectionCounts } from '../admission/connection-counts.ts'
import { createFrameBudget, type Limits } from '../admission/limits.ts'
import {
  type ChannelOptions,
  DocumentChannel,
  type DropReason,
  type RefusalReason,
} from '../room/document-channel.ts'
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
  /** Of a protocol without addresses (y-websocket): the document that all its frames are about. */
  onlyDocument?: string
  /** Whether nothing is read at the moment, because the disk does not keep up. */
  isPaused(): boolean
  onAcknowledged(waitedMs: number): void
  onDropped(reason: DropReason, who: Whereabouts): void
  /** Told of what is not taken though its connection stays. */
  onRefused(reason: RefusalReason, who: Whereabouts): void
}

/** What a transport is given, to make a client of each who comes by it. */
export interface TransportOptions
  extends Omit<ClientOptions, 'wire' | 'request' | 'address' | 'onlyDocument'> {
  connectionCounts: ConnectionCounts
  /** Who asks, where trusted proxies stand in front. */
  addressOf(request: IncomingMessage): string
  onTurnedAway(reason: 'too_many_connections', who: Whereabouts): void
}

/** What the log says of a connection, beside what became of it. */
export interface Whereabouts {
  address: string
  /** The same in every line about a connection; there is none yet where it was refused at the door. */
  connectionId?: string
  documentId?: string | undefined
}

const OPEN = 1
const CLOSED = 3
/**
 * What somebody may send who has no document open yet: a token, and what was typed meanwhile. More than this would be
 * kept for people nobody knows, as many as an address may have connections.
 */
export const UNAUTHENTICATED_BYTES = 256 * 1024
/** From opening to the first document; afterwards signs of life count. */
const AUTHENTICATION_MS = 15_000

/** y-websocket and Hocuspocus's provider connect anew after thirty seconds of silence. */
const SILENCE_MS = 10_000

/** A clock that is right to a second: it is read for every frame. */
const clock = { now: performance.now() }
setInterval(() => {
  clock.now = performance.now()
}, 1000).unref()

/**
 * What a client hears when it is dropped: a WebSocket close code beside the reason. After 44xx it is not to come back
 * as it is, which y-websocket's own client knows; after the others it may.
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
  /** Asked for every frame to every client of a room: so it is a value, and not worked out. */
  readyState: number = OPEN
  /** Its name in the log. */
  readonly id = randomUUID()
  /** What only its tab and the server know: the same when it connects anew. */
  readonly tab: string | null
  readonly #options: ClientOptions
  readonly #hocuspocus: ReturnType<Hocuspocus['handleConnection']>
  readonly #channels = new Map<string, DocumentChannel>()
  readonly #held = new HeldFrames()
  readonly #budget: { take(): boolean }
  readonly #deadline: NodeJS.Timeout
  readonly #closeListeners = new Set<() => void>()
  /** Most clients have one document open: then its channel needs no search. */
  #only: DocumentChannel | undefined
  #largest = 0
  #heardAt = 0
  #saidWho = false
  #refused = false
  #authenticated = false
  #unauthenticatedBytes = 0
  #judgedListeners: (() => void)[] = []
  #closed = false

  constructor(options: ClientOptions) {
    this.#options = options
    this.tab = new URL(options.request.url).searchParams.get('tab')
    this.#budget = createFrameBudget(options.limits.framesPerSecond)
    this.#hocuspocus = options.hocuspocus.handleConnection(this, options.request, { client: this })
    // Who has said who they are has said everything, and who is not read may have: then it is our side that takes so long.
    this.#deadline = setTimeout(
      () => this.drop(this.#saidWho || options.isPaused() ? 'unavailable' : 'not_authenticated'),
      AUTHENTICATION_MS,
    )
    this.#deadline.unref()
  }

  get whereabouts(): Whereabouts {
    const documentId = this.#only?.room.document.name ?? this.#options.onlyDocument
    return { documentId, connectionId: this.id, address: this.#options.address }
  }

  /** Whether anything is taken from it. */
  get isOpen(): boolean {
    return this.readyState === OPEN
  }

  /** Whether its protocol has a message that asks for a new token. */
  get canRefreshToken(): boolean {
    return this.#options.onlyDocument === undefined
  }

  /** Whether it has opened a document. */
  get isAuthenticated(): boolean {
    return this.#authenticated
  }

  /** Whether it has said who it is, and waits for our answer to that. */
  get isBeingJudged(): boolean {
    return this.#saidWho && !this.#authenticated && !this.#closed
  }

  /** Whether it has said who it is, and was let into nothing for that. */
  get wasRefused(): boolean {
    return this.#refused && !this.#authenticated
  }

  /** Calls the listener once it is judged who it is, or it is gone; at once where nothing is being judged. */
  onceJudged(listener: () => void): void {
    if (this.isBeingJudged) this.#judgedListeners.push(listener)
    else listener()
  }

  /** Whether so many bytes more are too many for somebody who has no document open. */
  wouldSayTooMuch(bytes: number): boolean {
    return !this.#authenticated && this.#unauthenticatedBytes + bytes > UNAUTHENTICATED_BYTES
  }

  /**
   * To be told of bytes as they come, before they make a frame. Of too many before it has opened a document the rest is to
   * wait until it is judged who it is; where it has not said so, it is dropped. So is who was refused, and not for the size:
   * all of that may come again with a token that is one.
   * @returns whether it wants to be told of more, or of nothing more.
   */
  heard(bytes: number): 'go on' | 'wait' | 'enough' {
    if (this.#closed || this.#authenticated) return 'enough'
    this.#unauthenticatedBytes += bytes
    if (!this.wouldSayTooMuch(0)) return 'go on'
    if (this.isBeingJudged) return 'wait'
    this.drop(this.#refused ? 'not_authenticated' : 'frame_too_large')
    return 'enough'
  }

  /** A frame from the client. */
  receive(bytes: Uint8Array): void {
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
      if (type === frame.auth) this.#saidWho = true
      // Hocuspocus would print what it does not understand, as often as somebody sends it.
      if (isUnderstood(type, body) && !isInherited(address)) this.#hocuspocus.handleMessage(bytes)
      else this.drop('malformed_frame')
    } catch {
      // What an error says of a frame may quote it, and the log tells no text.
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
    clearTimeout(this.#deadline)
    this.#authenticated = true
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
    this.#judged()
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
    // Clients take silence for a lost connection: who has heard nothing lately hears at least itself.
    const now = clock.now
    if (this.#only?.room.isEcho(data, this.#only) && now - this.#heardAt < SILENCE_MS) return
    if (this.#held.count > 0) this.#held.releaseRefused(data)
    if (!this.#authenticated && isRefusal(readFrame(data))) {
      this.#saidWho = false
      this.#refused = true
      // What is made of that is sent behind the refusal.
      queueMicrotask(() => this.#judged())
    }
    const unread = wire.unread
    if (unread === 0) this.#largest = 0
    // The state of a large document may be larger than what may wait: it is the one frame that counts apart.
    if (unread > limits.unreadBytes + this.#largest) {
      this.drop('reader_too_slow')
      return
    }
    if (data.byteLength > this.#largest) this.#largest = data.byteLength
    // Of what its protocol has no word for it hears nothing.
    if (wire.send(data)) this.#heardAt = now
  }

  /**
   * To be called now and then. Who has heard nothing lately is told of nobody where they are. A client cannot see to it that
   * it hears something: in a tab that nobody looks at a browser lets it act once a minute.
   */
  breakSilence(): void {
    const [channel] = this.#channels.values()
    if (!channel || clock.now - this.#heardAt < SILENCE_MS) return
    if (this.#options.wire.send(channel.nobodyMoved())) this.#heardAt = clock.now
  }

  /**
   * Tells the client to go, and nothing after that; to be followed by `ended`. Until then it counts as open: Hocuspocus closes
   * a connection whose socket is closed as soon as it has something for it, as each would have for all others that leave.
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

  /** Calls the listener when the client is gone; at once where it is gone already. */
  onClose(listener: () => void): void {
    if (this.#closed) listener()
    else this.#closeListeners.add(listener)
  }

  /** To be called when what carries it has closed. */
  ended(code: number, reason: string): void {
    this.readyState = CLOSED
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#deadline)
    this.#held.clear()
    this.#hocuspocus.handleClose({ code, reason })
    this.#judged()
    for (const listener of this.#closeListeners) listener()
  }

  #judged() {
    for (const listener of this.#judgedListeners.splice(0)) listener()
  }

  #channelOf(bytes: Uint8Array): DocumentChannel | undefined {
    if (this.#only) return startsWith(bytes, this.#only.prefix) ? this.#only : undefined
    for (const channel of this.#channels.values()) if (startsWith(bytes, channel.prefix)) return channel
    return undefined
  }
}

/**
 * Hocuspocus keeps its connections in plain objects, by address and by the name before a NUL in it: what every object has,
 * it would take for one of them.
 */
function isInherited(address: string): boolean {
  const [name = ''] = address.split('\0')
  return name in Object.prototype
}

function startsWith(bytes: Uint8Array, prefix: Buffer): boolean {
  return bytes.byteLength > prefix.length && prefix.compare(bytes, 0, prefix.length) === 0
}
