/**
 * Several sync servers with the same document open. What crosses between them by Redis is on the disk already: updates
 * are published when they are committed, so no process ever builds on something that another one might still lose.
 * Redis is the fast way and never the only one: whatever it drops, the log has, and is read again from there. Cursors
 * are in no log; after an outage the processes ask each other for them.
 */
import { randomBytes } from 'node:crypto'
import type { Document } from '@hocuspocus/server'
import type { LoggedUpdate } from '@quillwire/core/documents/update-log'
import { type Logger, within } from '@quillwire/process'
import { Redis } from 'ioredis'
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createWriterRegister, processChannel, type WriterRegister } from './writer-register.ts'

/** The origin of what comes from another process: it is in the log already, and not to be told to the others again. */
export const FROM_PEER = { source: 'redis' as const }

export interface Peers {
  /** Listens for a document; resolves when nothing can be missed any more, or when Redis is away. */
  opened(document: Document): Promise<void>
  /** The document is loaded: what came in meanwhile is applied. */
  loaded(document: Document): void
  closed(documentId: string): void
  /** Tells the others where these clients are; who comes and leaves is seen without being told. */
  moved(documentId: string, clientIds: readonly number[]): void
  /** Tells the others what was committed. */
  committed(updates: readonly LoggedUpdate[]): void
  /** In which of the processes somebody writes. */
  readonly writers: WriterRegister
  readonly connected: boolean
  stop(): void
}

export interface PeersOptions {
  url: string
  logger: Logger
  /** Brings a document up to what is in the log. */
  catchUp(document: Document): Promise<void>
}

/** `missed`: something was committed of which the others were not told, so they are to read the log. */
const kind = { update: 0, awareness: 1, question: 2, missed: 3 } as const
const NAME_BYTES = 8
/** Cursors of a moment travel together. */
const AWARENESS_WINDOW_MS = 5
const SUBSCRIBE_PATIENCE_MS = 2000
/** A Redis that owes an answer for so long is away; who only listens asks this often whether it is there. */
const SIGN_OF_LIFE_MS = 5000

interface Open {
  document: Document
  /** What came in while the document was being loaded. */
  early: Uint8Array[] | null
  /** Whether the log may have more, and whether it is being read for that. */
  behind: boolean
  reading: boolean
  moved: Set<number>
  telling: NodeJS.Timeout | undefined
  stop(): void
}

export function connectPeers({ url, logger, catchUp }: PeersOptions): Peers {
  const self = randomBytes(NAME_BYTES)
  const name = self.toString('hex')
  const open = new Map<string, Open>()
  /** Documents of which the others were not told everything. */
  const unsaid = new Set<string>()
  // Nothing is kept for later: what cannot be said now is in the log.
  const common = { enableOfflineQueue: false, maxRetriesPerRequest: 0, socketTimeout: SIGN_OF_LIFE_MS }
  const publisher = new Redis(url, { ...common, enableAutoPipelining: true })
  const subscriber = new Redis(url, { ...common, autoResubscribe: false })
  const writers = createWriterRegister(publisher, name, logger)
  let away = true
  let stopped = false
  /** Why it could not be used since it last could. It is tried often, and is said once. */
  const reasons = new Set<string>()

  for (const redis of [publisher, subscriber])
    redis.on('error', (error) => {
      if (stopped) return
      const isKnown = reasons.has(error.message)
      reasons.add(error.message)
      logger[isKnown ? 'debug' : 'warn']({ err: error }, 'redis cannot be used, and is tried again')
    })
  subscriber.on('close', () => {
    if (!away && !stopped) logger.warn('redis is away: other processes are heard through the database alone')
    away = true
  })
  subscriber.on('ready', () => void heard())
  publisher.on('ready', speak)
  const pulse = setInterval(() => {
    // One that is not answered ends the connection, and that is told by its own events.
    if (subscriber.status === 'ready') subscriber.ping().catch(() => {})
  }, SIGN_OF_LIFE_MS)
  pulse.unref()
  subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
    if (message.subarray(0, NAME_BYTES).equals(self)) return
    const one = open.get(documentOf(channel.toString()))
    if (one) receive(one, message[NAME_BYTES] ?? -1, message.subarray(NAME_BYTES + 1))
  })

  /** Redis lets us listen, for the first time or again. */
  async function heard() {
    try {
      // Its own channel is how the others see that a process lives.
      await subscriber.subscribe(processChannel(name), ...[...open.keys()].map(channelOf))
      away = false
      reasons.clear()
      logger.info('redis is connected')
      // Whatever was said meanwhile was not heard.
      for (const one of open.values()) {
        void readLog(one)
        publish(one.document.name, kind.question)
      }
    } catch (error) {
      logger.warn({ err: error }, 'redis did not let us listen')
      subscriber.disconnect(true)
    }
  }

  /**
   * Redis lets us speak, for the first time or again: the others hear of what they missed. That is another connection
   * than the one that listens, and either may come back long before the other.
   */
  function speak() {
    writers.repeat()
    const missed = [...unsaid]
    unsaid.clear()
    for (const documentId of missed) publish(documentId, kind.missed)
    for (const one of open.values()) {
      publish(one.document.name, kind.question)
      tellAwareness(one, [...one.document.awareness.getStates().keys()])
    }
  }

  async function readLog(one: Open) {
    one.behind = true
    // What is being read may be from before: it is read again when that is done.
    if (one.early || one.reading) return
    one.reading = true
    try {
      while (one.behind) {
        one.behind = false
        await catchUp(one.document)
      }
    } catch (error) {
      logger.warn({ err: error, documentId: one.document.name }, 'not caught up')
    } finally {
      one.reading = false
    }
  }

  function receive(one: Open, type: number, payload: Uint8Array) {
    const { document } = one
    if (type === kind.update) {
      if (one.early) one.early.push(payload)
      else apply(one, payload)
    } else if (type === kind.awareness) applyAwarenessUpdate(document.awareness, payload, FROM_PEER)
    else if (type === kind.question) tellAwareness(one, [...document.awareness.getStates().keys()])
    else if (type === kind.missed) void readLog(one)
  }

  function apply(one: Open, update: Uint8Array) {
    const { document } = one
    Y.applyUpdate(document, update, FROM_PEER)
    const { store } = document
    if (!store.pendingStructs && !store.pendingDs) return
    // Something before it was not heard; the log has both.
    store.pendingStructs = null
    store.pendingDs = null
    void readLog(one)
  }

  function tellAwareness({ document }: Open, clientIds: number[]) {
    const known = clientIds.filter((clientId) => document.awareness.meta.has(clientId))
    if (known.length > 0)
      publish(document.name, kind.awareness, encodeAwarenessUpdate(document.awareness, known))
  }

  function publish(documentId: string, type: number, payload: Uint8Array = new Uint8Array()) {
    if (stopped) return
    const failed = () => {
      if (type === kind.update || type === kind.missed) unsaid.add(documentId)
    }
    if (publisher.status !== 'ready') return failed()
    publisher
      .publish(channelOf(documentId), Buffer.concat([self, Uint8Array.of(type), payload]))
      .catch(failed)
  }

  /** Tells where the document's own clients are. */
  function follow(one: Open): () => void {
    const changed = (change: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
      if (origin !== FROM_PEER) tellSoon(one, [...change.added, ...change.updated, ...change.removed])
    }
    one.document.awareness.on('update', changed)
    return () => {
      clearTimeout(one.telling)
      one.document.awareness.off('update', changed)
    }
  }

  function tellSoon(one: Open, clientIds: readonly number[]) {
    for (const clientId of clientIds) one.moved.add(clientId)
    one.telling ??= setTimeout(() => {
      one.telling = undefined
      const moved = [...one.moved]
      one.moved.clear()
      tellAwareness(one, moved)
    }, AWARENESS_WINDOW_MS)
  }

  return {
    async opened(document) {
      const one: Open = {
        document,
        early: [],
        behind: false,
        reading: false,
        moved: new Set(),
        telling: undefined,
        stop: () => {},
      }
      one.stop = follow(one)
      open.set(document.name, one)
      if (subscriber.status !== 'ready') return
      const listening = subscriber.subscribe(channelOf(document.name))
      // A Redis that hangs, or refuses, is as good as one that is away: it is listened to, and caught up with, when it is back.
      await within(SUBSCRIBE_PATIENCE_MS, listening).catch(() => {})
    },
    loaded(document) {
      const one = open.get(document.name)
      if (!one) return
      const early = one.early ?? []
      one.early = null
      for (const update of early) apply(one, update)
      if (one.behind) void readLog(one)
      publish(document.name, kind.question)
    },
    closed(documentId) {
      const one = open.get(documentId)
      one?.stop()
      open.delete(documentId)
      if (subscriber.status !== 'ready') return
      // What is heard of a document that is not open is dropped, and a new connection does not listen for it.
      subscriber.unsubscribe(channelOf(documentId)).catch(() => {})
    },
    moved(documentId, clientIds) {
      const one = open.get(documentId)
      if (one) tellSoon(one, clientIds)
    },
    committed(updates) {
      const byDocument = new Map<string, Uint8Array[]>()
      for (const { documentId, update } of updates) {
        const some = byDocument.get(documentId)
        if (some) some.push(update)
        else byDocument.set(documentId, [update])
      }
      for (const [documentId, some] of byDocument)
        publish(documentId, kind.update, some.length === 1 ? some[0] : Y.mergeUpdates(some))
    },
    writers,
    get connected() {
      return !away
    },
    stop() {
      stopped = true
      clearInterval(pulse)
      for (const one of open.values()) one.stop()
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}

const CHANNEL = 'quillwire:document:'
const channelOf = (documentId: string) => `${CHANNEL}${documentId}`
const documentOf = (channel: string) => channel.slice(CHANNEL.length)
