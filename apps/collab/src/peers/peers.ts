/**
 * Several sync servers with the same document open. What they exchange by Redis is on the disk already: updates are
 * published when they are committed, so no process ever builds on something that another one might still lose. Redis
 * is the fast way and never the only one: whatever it drops is in the log, and is read from there. Cursors are in no
 * log; after an outage the processes ask each other for them.
 */
import { randomBytes } from 'node:crypto'
import type { Document } from '@hocuspocus/server'
import type { LoggedUpdate } from '@quillwire/core/documents/update-log'
import { type Logger, within } from '@quillwire/process'
import { Redis, ReplyError } from 'ioredis'
import * as Y from 'yjs'
import { message, type SharedDocument, shareDocument } from './shared-document.ts'
import { createWriterRegister, processChannel, type WriterRegister } from './writer-register.ts'

export interface Peers {
  /** Subscribes to a document. Resolves when nothing can be missed any more, or if Redis is away. */
  opened(document: Document): Promise<void>
  /** To be called when the document is loaded: applies what came in meanwhile. */
  loaded(document: Document): void
  closed(documentId: string): void
  /** Tells the others where these clients are. Arrivals and departures are noticed without this call. */
  moved(documentId: string, clientIds: readonly number[]): void
  /** Tells the others what was committed. */
  committed(updates: readonly LoggedUpdate[]): void
  /** Knows in which of the processes somebody writes. */
  readonly writers: WriterRegister
  readonly connected: boolean
  /** Stops telling and hearing of documents. `writers` goes on. */
  hush(): void
  /**
   * Disconnects, after `hush`. Resolves once Redis has what was published last.
   * @param told settles when nobody asks `writers` any more: without Redis it would answer that nobody else writes.
   */
  stop(told: Promise<unknown>): Promise<void>
}

export interface PeersOptions {
  url: string
  logger: Logger
  /** Brings a document up to what is in the log. */
  catchUp(document: Document): Promise<void>
}

const NAME_BYTES = 8
const SUBSCRIBE_PATIENCE_MS = 2000
/** What Redis refuses is tried again this often. */
const ASK_AGAIN_MS = 2000
/** A Redis that owes an answer for so long counts as away. It is asked for one this often. */
const SIGN_OF_LIFE_MS = 5000
/** How often a process tells the others that its clients are still there. They wait thirty seconds for it. */
const VOUCH_MS = 10_000
const NOTHING = new Uint8Array()

export function connectPeers({ url, logger, catchUp }: PeersOptions): Peers {
  const self = randomBytes(NAME_BYTES)
  const name = self.toString('hex')
  const open = new Map<string, SharedDocument>()
  /** Documents about which something could not be published. */
  const unsaid = new Set<string>()
  /** Documents about which something was published since Redis was last asked whether it is the primary. */
  const said = new Set<string>()
  // Nothing is queued: what cannot be published now is in the log.
  const common = { enableOfflineQueue: false, maxRetriesPerRequest: 0, socketTimeout: SIGN_OF_LIFE_MS }
  const publisher = new Redis(url, { ...common, enableAutoPipelining: true })
  const subscriber = new Redis(url, { ...common, autoResubscribe: false })
  const writers = createWriterRegister(publisher, name, logger)
  let away = true
  let isHeard = false
  let stopped = false
  let listeningAgain: NodeJS.Timeout | undefined
  let speakingAgain: NodeJS.Timeout | undefined
  /** Why Redis could not be used since it last could be. It is tried often, and each reason is logged once. */
  const reasons = new Set<string>()

  for (const redis of [publisher, subscriber]) redis.on('error', complain)
  subscriber.on('close', deafen)
  subscriber.on('ready', () => void listen())
  publisher.on('close', silence)
  publisher.on('ready', () => void speak())
  const pulse = setInterval(() => {
    for (const redis of [publisher, subscriber]) {
      if (redis.status !== 'ready') continue
      // A ping without an answer ends the connection, which has events of its own for that.
      redis.ping().catch(() => {})
      void leadsToPrimary(redis)
    }
  }, SIGN_OF_LIFE_MS)
  pulse.unref()
  const vouching = setInterval(() => {
    for (const shared of open.values()) shared.vouch()
  }, VOUCH_MS)
  vouching.unref()
  subscriber.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
    const sender = bytes.subarray(0, NAME_BYTES)
    if (stopped || sender.equals(self)) return
    const shared = open.get(documentOf(channel.toString()))
    shared?.receive(sender.toString('hex'), bytes[NAME_BYTES] ?? -1, bytes.subarray(NAME_BYTES + 1))
  })

  function complain(error: Error) {
    if (stopped) return
    const isKnown = reasons.has(error.message)
    reasons.add(error.message)
    logger[isKnown ? 'debug' : 'warn']({ err: error }, 'redis cannot be used, will try again')
  }

  function deafen() {
    if (!away && !stopped) logger.warn('redis is away: other processes are heard through the database alone')
    away = true
    for (const shared of open.values()) shared.deaf()
  }

  function silence() {
    isHeard = false
    // Some of it may have been published to a Redis that was a replica by then.
    for (const documentId of said) unsaid.add(documentId)
    said.clear()
  }

  /**
   * A replica accepts what is published, but the others do not hear it. A fail-over makes a replica of a primary, and
   * may leave the connections to it as they are. A new connection leads to the present primary.
   */
  async function leadsToPrimary(redis: Redis): Promise<boolean> {
    const before = redis === publisher ? [...said] : []
    for (const documentId of before) said.delete(documentId)
    const isDemoted = await isReplica(redis)
    // Also if the connection ended before the answer came.
    if (redis === publisher && (isDemoted || !isHeard))
      for (const documentId of before) unsaid.add(documentId)
    if (!isDemoted || stopped) return true
    complain(new Error('REDIS_URL leads to a replica. It has to lead to the primary.'))
    if (redis === publisher) silence()
    else deafen()
    setTimeout(async () => {
      if (stopped) return
      if (await isReplica(redis)) redis.disconnect(true)
      else void (redis === publisher ? speak() : listen())
    }, ASK_AGAIN_MS).unref()
    return false
  }

  /**
   * Redis is there, and refuses: its rules forbid it, or a script keeps it busy. Nobody would notice if some documents
   * were heard of and others were not. So Redis counts as away until it lets us listen again.
   */
  function refused(error: unknown) {
    // A lost connection has events of its own.
    if (stopped || !isAnswer(error)) return
    complain(error)
    deafen()
    listeningAgain ??= setTimeout(listen, ASK_AGAIN_MS).unref()
  }

  /** Redis is there, for the first time or again: subscribes to everything, if it lets us. */
  async function listen() {
    clearTimeout(listeningAgain)
    listeningAgain = undefined
    if (stopped || subscriber.status !== 'ready' || !(await leadsToPrimary(subscriber))) return
    if (stopped || subscriber.status !== 'ready') return
    const all = [...open]
    try {
      // Each process subscribes to a channel of its own: so the others see that it lives.
      await subscriber.subscribe(processChannel(name), ...all.map(([documentId]) => channelOf(documentId)))
      away = false
      reasons.clear()
      logger.info('redis is connected')
      for (const [documentId, shared] of all) {
        if (open.get(documentId) !== shared) continue
        shared.listening()
        // Whatever was published meanwhile was not heard.
        void shared.readLog()
      }
    } catch (error) {
      refused(error)
    }
  }

  /**
   * Redis lets us publish, for the first time or again: tells the others what they missed. Publishing and listening
   * have a connection each, and either may come back long before the other.
   */
  async function speak() {
    clearTimeout(speakingAgain)
    speakingAgain = undefined
    if (!(await leadsToPrimary(publisher)) || stopped || publisher.status !== 'ready') return
    isHeard = true
    writers.repeat()
    const missed = [...unsaid]
    unsaid.clear()
    for (const documentId of missed) publish(documentId, message.missed)
    for (const shared of open.values()) shared.greet()
  }

  function publish(documentId: string, type: number, payload: Uint8Array = NOTHING) {
    if (stopped) return
    const isOfText = type === message.update || type === message.missed
    const failed = () => {
      if (isOfText) unsaid.add(documentId)
    }
    if (!isHeard) return failed()
    if (isOfText) said.add(documentId)
    publisher
      .publish(channelOf(documentId), Buffer.concat([self, Uint8Array.of(type), payload]))
      .catch((error) => {
        failed()
        if (stopped || !isAnswer(error)) return
        complain(error)
        speakingAgain ??= setTimeout(speak, ASK_AGAIN_MS).unref()
      })
  }

  return {
    async opened(document) {
      const documentId = document.name
      const shared = shareDocument({
        document,
        logger,
        say: (type, payload) => publish(documentId, type, payload),
        catchUp,
      })
      open.set(documentId, shared)
      if (subscriber.status !== 'ready') return
      let isLate = false
      const subscribed = subscriber.subscribe(channelOf(documentId)).then(() => {
        if (open.get(documentId) !== shared) return
        shared.listening()
        if (isLate) void shared.readLog()
      })
      // A Redis that hangs counts as away. When it is back, we listen, and the log is read.
      await within(SUBSCRIBE_PATIENCE_MS, subscribed.catch(refused))
      isLate = true
    },
    loaded(document) {
      open.get(document.name)?.loaded()
    },
    closed(documentId) {
      const shared = open.get(documentId)
      if (!shared) return
      shared.close()
      open.delete(documentId)
      if (subscriber.status !== 'ready') return
      // It may fail: what is heard of a document that is not open is dropped, and a new connection does not subscribe.
      subscriber.unsubscribe(channelOf(documentId)).catch(() => {})
    },
    moved(documentId, clientIds) {
      open.get(documentId)?.moved(clientIds)
    },
    committed(updates) {
      const byDocument = new Map<string, Uint8Array[]>()
      for (const { documentId, update } of updates) {
        const some = byDocument.get(documentId)
        if (some) some.push(update)
        else byDocument.set(documentId, [update])
      }
      for (const [documentId, some] of byDocument) {
        const shared = open.get(documentId)
        if (shared) shared.committed(some)
        else publish(documentId, message.update, Y.mergeUpdates(some))
      }
    },
    writers,
    get connected() {
      return !away
    },
    hush() {
      clearInterval(pulse)
      clearInterval(vouching)
      clearTimeout(listeningAgain)
      clearTimeout(speakingAgain)
      for (const shared of open.values()) shared.close()
      stopped = true
    },
    async stop(told) {
      subscriber.disconnect()
      // PING goes out behind what was published last. QUIT would overtake it.
      await publisher.ping().catch(() => {})
      void told.then(() => publisher.disconnect())
    },
  }
}

/** A Redis that may not be asked is taken for a primary. */
const isReplica = (redis: Redis) =>
  redis.info('replication').then(
    (info) => info.includes('role:slave'),
    () => false,
  )
const isAnswer = (error: unknown): error is Error => error instanceof ReplyError
const CHANNEL = 'quillwire:document:'
const channelOf = (documentId: string) => `${CHANNEL}${documentId}`
const documentOf = (channel: string) => channel.slice(CHANNEL.length)
