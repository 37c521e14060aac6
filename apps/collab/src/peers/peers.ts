/**
 * Several sync servers with the same document open. What they exchange by Redis is on the disk already: updates are
 * published when they are committed, so no process ever builds on something that another one might still lose. Redis
 * is the fast way and never the only one: whatever it drops is in the log, and is read from there. Cursors are in no
 * log; after an outage the processes ask each other for them.
 */
import { randomBytes } from 'node:crypto'
import type { Document } from '@hocuspocus/server'
import type { LoggedUpdate } from '@quillwire/core/documents/update-log'
import type { Logger } from '@quillwire/process'
import * as Y from 'yjs'
import { createComplaints } from './complaints.ts'
import { createListener, type ListenerOptions } from './listener.ts'
import { message, NAME_BYTES } from './messages.ts'
import { SIGN_OF_LIFE_MS } from './redis-connection.ts'
import { type SharedDocument, shareDocument } from './shared-document.ts'
import { createSpeaker } from './speaker.ts'
import { createWriterRegister, type WriterRegister } from './writer-register.ts'

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
  standstill: ListenerOptions['standstill']
  /** Brings a document up to what is in the log. */
  catchUp(document: Document): Promise<void>
}

/** How often a process tells the others that its clients are still there. They wait thirty seconds for it. */
const VOUCH_MS = 10_000

export function connectPeers({ url, logger, standstill, catchUp }: PeersOptions): Peers {
  const self = randomBytes(NAME_BYTES)
  const open = new Map<string, SharedDocument>()
  const stopping = new AbortController()
  const stopped = stopping.signal
  const complaints = createComplaints(logger, stopped)
  // Either connection may come back long before the other.
  const speaker = createSpeaker({
    url,
    self,
    complaints,
    stopped,
    onHeard(missed) {
      writers.repeat()
      for (const documentId of missed) speaker.say(documentId, message.missed)
      for (const shared of open.values()) shared.greet()
    },
  })
  const listener = createListener({ url, self, open, logger, complaints, standstill, stopped })
  const writers = createWriterRegister(speaker.redis, self.toString('hex'), logger)

  const pulse = setInterval(() => {
    speaker.askForSignOfLife()
    listener.askForSignOfLife()
  }, SIGN_OF_LIFE_MS)
  pulse.unref()
  const vouching = setInterval(() => {
    for (const shared of open.values()) shared.vouch()
  }, VOUCH_MS)
  vouching.unref()

  return {
    opened(document) {
      const documentId = document.name
      const shared = shareDocument({
        document,
        logger,
        say: (type, payload) => speaker.say(documentId, type, payload),
        catchUp,
      })
      open.set(documentId, shared)
      return listener.subscribe(documentId)
    },
    loaded(document) {
      open.get(document.name)?.loaded()
    },
    closed(documentId) {
      const shared = open.get(documentId)
      if (!shared) return
      shared.close()
      open.delete(documentId)
      listener.unsubscribe(documentId)
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
        else speaker.say(documentId, message.update, Y.mergeUpdates(some))
      }
    },
    writers,
    get connected() {
      return !listener.isAway
    },
    hush() {
      clearInterval(pulse)
      clearInterval(vouching)
      for (const shared of open.values()) shared.close()
      stopping.abort()
    },
    async stop(told) {
      listener.disconnect()
      // PING goes out behind what was published last. QUIT would overtake it.
      await speaker.redis.ping().catch(() => {})
      void told.then(() => speaker.redis.disconnect())
    },
  }
}
