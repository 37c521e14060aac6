/**
 * The short way of what a client sends most: the first sync, updates and awareness of one document that it has opened.
 * Hocuspocus would ask every extension about each of them through promises; here nothing is left to ask. Everything
 * else (opening, tokens, stateless messages) goes Hocuspocus's own way.
 *
 * An update is acknowledged when it is committed. One that builds on something that has not come is not kept: its
 * sender is asked for all that is missing, and everything owed is acknowledged when that has arrived.
 */
import type { Connection } from '@hocuspocus/server'
import { createDecoder, readVarUint8Array } from 'lib0/decoding'
import * as Y from 'yjs'
import { type ConnectionContext, contextOf } from '../admission/connection-context.ts'
import { createFrameBudget } from '../admission/limits.ts'
import {
  answerFrame,
  awarenessFrame,
  frame,
  prefixOf,
  questionFrame,
  sync,
  syncStatusFrame,
} from '../transport/frames.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { readEntries } from './awareness.ts'
import type { Room, Verdict } from './room.ts'
import { checkVector } from './state-vector.ts'

/** What a channel needs of the client that it belongs to. */
export interface ChannelClient {
  send(bytes: Uint8Array): void
  /** Closes the whole client, with a reason that is counted and logged. */
  drop(reason: DropReason, documentId?: string): void
  /** Counts something that was not taken although the client stays. */
  refused(reason: RefusalReason, documentId: string): void
  acknowledged(waitedMs: number): void
}

/** Why something is not taken although its client stays. */
export type RefusalReason = 'client_id_in_use' | 'document_too_large' | 'frames_too_large'

export type DropReason =
  | 'malformed_update'
  | 'malformed_frame'
  | 'text_frame'
  | 'frame_too_large'
  | 'awareness_too_large'
  | 'too_many_frames'
  | 'reader_too_slow'
  | 'no_sign_of_life'
  | 'not_authenticated'
  | 'document_reloaded'
  | 'ticket_expired'
  | 'unavailable'

export interface ChannelOptions {
  client: ChannelClient
  connection: Connection
  room: Room
  log: { whenCommitted(callback: (waitedMs: number) => void): void }
  awarenessBytes: number
  /** Called when an update broke the document in memory: it is to be read from the log again. */
  onDamage(room: Room): void
}

/** How long to wait before asking again; twice as long each time, until an answer helps. */
const FIRST_PAUSE_MS = 1000
const MAX_PAUSE_MS = 30_000
/** Answers up to this size are always read. */
const LARGE_BYTES = 64 * 1024
/** Frames a second, in the long run, whose cost grows with the document. A client sends a few when it connects. */
const COSTLY_PER_SECOND = 2
const ANSWER_LATER_MS = 1000
/** An awareness update of no entries. */
const NOBODY = Uint8Array.of(0)
/**
 * How many writers a question may name beyond those of the document. It names all that the client knows, also some
 * whose words are still to come: very many if it brings a document from elsewhere. It is kept until it has answered.
 */
const CLIENTS_MORE = 100_000

export class DocumentChannel {
  /** What every frame of this channel begins with. */
  readonly prefix: Buffer
  readonly context: ConnectionContext
  /** The origin of its updates in the document; Hocuspocus knows its connection by it. */
  readonly origin: { source: 'connection'; connection: Connection }
  readonly #options: ChannelOptions
  readonly #taken: Uint8Array
  readonly #refused: Uint8Array
  readonly #address: string
  readonly #acknowledgements: Acknowledgements
  #asking: NodeJS.Timeout | undefined
  #askAt = 0
  #pauseMs = FIRST_PAUSE_MS
  readonly #costly = createFrameBudget(COSTLY_PER_SECOND)
  /** The question that is answered later: always the last one, which says what the client has by now. */
  #question: Uint8Array | undefined
  #answering: NodeJS.Timeout | undefined

  constructor(options: ChannelOptions) {
    const { connection } = options
    this.#options = options
    this.context = contextOf(connection)
    this.#address = connection.messageAddress
    this.prefix = prefixOf(this.#address)
    this.origin = { source: 'connection', connection }
    this.#taken = syncStatusFrame(this.#address, true)
    this.#refused = syncStatusFrame(this.#address, false)
    this.#acknowledgements = new Acknowledgements(() => options.log.whenCommitted(this.#acknowledge))
  }

  get room(): Room {
    return this.#options.room
  }

  /**
   * Takes a frame whose type is at this offset.
   * @returns false if it is not of a kind that goes the short way.
   */
  take(bytes: Uint8Array, at: number): boolean {
    const type = bytes[at]
    if (type === frame.awareness) {
      this.#takeAwareness(bytes, at + 1)
      return true
    }
    const kind = bytes[at + 1]
    if (type !== frame.sync || kind === undefined || kind > sync.update) return false
    if (kind === sync.step1) {
      // The bytes may be a view of a buffer that their socket reuses.
      const vector = readBytes(bytes, at + 2).slice()
      // Updates that wait in the batch came before the question.
      this.room.settle()
      checkVector(vector, this.room.document.store.clients.size + CLIENTS_MORE)
      this.#acknowledgements.asked(vector)
      this.#takeQuestion(vector)
      return true
    }
    this.#options.room.count()
    this.#takeUpdate(readBytes(bytes, at + 2), kind === sync.step2)
    return true
  }

  #takeUpdate(update: Uint8Array, isAnswer: boolean) {
    const { connection, room, client } = this.#options
    if (room.document.isDestroyed) return client.drop('document_reloaded', room.document.name)
    if (connection.readOnly) return this.#refuse(update, isAnswer)
    room.take(update, this, isAnswer)
  }

  /**
   * Refuses an update of a client that may only read. An answer that brings nothing new counts as taken, but a client
   * that answers over and over is refused unread. If it wrote before it lost the right, it is told what became of that.
   */
  #refuse(update: Uint8Array, isAnswer: boolean) {
    if (isAnswer) this.#acknowledgements.answeredInVain()
    const { room, client, connection } = this.#options
    const isKnown = isAnswer && (isEmpty(update) || (this.#costly.take() && !brings(room, update)))
    client.send(isKnown ? this.#taken : this.#refused)
    if (!isKnown) connection.sendStateless(JSON.stringify({ type: 'refused', reason: 'may_not_write' }))
  }

  /** What became of an update that the room was given. */
  taken(verdict: Verdict, update: Uint8Array, isAnswer: boolean): void {
    const { room, client } = this.#options
    switch (verdict) {
      case 'taken':
        if (isAnswer) this.#lacksNothing()
        else this.#acknowledgements.taken(update)
        break
      case 'incomplete':
        this.#ask(update, isAnswer)
        break
      case 'too_large':
        this.#sayRefused('document_too_large')
        this.#ask(update, isAnswer)
        break
      case 'of_another':
        this.#sayRefused('client_id_in_use')
        break
      case 'malformed':
        client.drop('malformed_update', room.document.name)
        break
      case 'damaging':
        this.#options.onDamage(room)
    }
  }

  #sayRefused(reason: RefusalReason) {
    const { connection, room, client } = this.#options
    client.refused(reason, room.document.name)
    client.send(this.#refused)
    connection.sendStateless(JSON.stringify({ type: 'refused', reason }))
  }

  /** An answer may be as large as the document: a client that asks over and over is answered sparingly. */
  #takeQuestion(vector: Uint8Array) {
    if (this.#costly.take()) return this.#answer(vector)
    this.#question = vector
    this.#answering ??= setTimeout(() => {
      const question = this.#question
      this.#answering = undefined
      if (question) this.#takeQuestion(question)
    }, ANSWER_LATER_MS).unref()
  }

  /** Sends what the client lacks by its state vector, and asks for what the document lacks. */
  #answer(vector: Uint8Array) {
    const { client, room } = this.#options
    const { document } = room
    this.#question = undefined
    if (document.isDestroyed) return client.drop('document_reloaded', document.name)
    const isNew = vector.byteLength === 1 && vector[0] === 0
    const lacking = isNew ? room.state() : Y.encodeStateAsUpdate(document, vector)
    client.send(questionFrame(this.#address, document))
    client.send(answerFrame(this.#address, lacking))
  }

  #takeAwareness(bytes: Uint8Array, at: number) {
    const { client, room, awarenessBytes } = this.#options
    if (bytes.byteLength > awarenessBytes) return client.drop('awareness_too_large', room.document.name)
    if (room.document.isDestroyed) return
    room.count()
    room.takeAwareness(readEntries(readBytes(bytes, at)), this)
  }

  /** An answer holds everything that came before it: nothing is missing any more. */
  #lacksNothing() {
    this.#acknowledgements.answered()
    clearTimeout(this.#asking)
    this.#asking = undefined
    this.#askAt = 0
    this.#pauseMs = FIRST_PAUSE_MS
  }

  #ask(update: Uint8Array, isAnswer: boolean) {
    if (!isAnswer) this.#acknowledgements.owe(update)
    // Our question goes out with the answer to the client's.
    if (this.#asking || this.#acknowledgements.awaitsQuestion) return
    // At once the first time; then with growing pauses, since each answer may be as large as the document.
    this.#asking = setTimeout(
      () => {
        this.#asking = undefined
        const { client, room } = this.#options
        this.#askAt = performance.now() + this.#pauseMs
        this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2)
        if (!room.document.isDestroyed) client.send(questionFrame(this.#address, room.document))
      },
      Math.max(0, this.#askAt - performance.now()),
    )
    this.#asking.unref()
  }

  /** A frame that says nothing, and that every protocol has. */
  nobodyMoved(): Uint8Array {
    return awarenessFrame(this.#address, NOBODY)
  }

  /** The connection to the document has ended: nothing about it is sent any more. */
  leave(): void {
    clearTimeout(this.#asking)
    clearTimeout(this.#answering)
    this.#acknowledgements.leave()
    this.room.leave(this)
  }

  #acknowledge = (waitedMs: number) => {
    this.#options.client.acknowledged(waitedMs)
    this.#options.client.send(this.#taken)
  }
}

/** The answer of a client that has nothing: no structs, no deletions. */
function isEmpty(update: Uint8Array): boolean {
  return update.byteLength === 2 && update[0] === 0 && update[1] === 0
}

/**
 * Whether an update holds anything that the document does not. To find out takes a look at all of both. An update that
 * is much larger than the document is not looked at: it holds something.
 */
function brings(room: Room, update: Uint8Array): boolean {
  const isLarge = update.byteLength > LARGE_BYTES && update.byteLength > 2 * room.state().byteLength
  return isLarge || !Y.snapshotContainsUpdate(Y.snapshot(room.document), update)
}

/** The bytes that follow their length. */
function readBytes(bytes: Uint8Array, at: number): Uint8Array {
  const decoder = createDecoder(bytes)
  decoder.pos = at
  return readVarUint8Array(decoder)
}
