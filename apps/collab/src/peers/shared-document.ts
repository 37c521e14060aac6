/**
 * A document that may be open in other processes, too. A process that opens it asks who else has it. Nothing is
 * published about a document that nobody else has: what is committed is in the log, and read there later.
 */
import type { Document } from '@hocuspocus/server'
import type { Logger } from '@quillwire/process'
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { readEntries } from '../room/awareness.ts'
import { createLogReader } from './log-reader.ts'
import { message } from './messages.ts'

/** The origin of what comes from another process: it is in the log already, and is not to be told to the others. */
const FROM_PEER = { source: 'redis' as const }

export interface SharedDocument {
  /** To be called when this process has subscribed: it misses nothing from now on. */
  listening(): void
  /** To be called when nothing is heard any more: who else has the document is not known then. */
  deaf(): void
  receive(from: string, type: number, payload: Uint8Array): void
  /** To be called when the document is in memory: applies what came in meanwhile. */
  loaded(): void
  /** Asks who is there, and tells where the clients are. */
  greet(): void
  moved(clientIds: readonly number[]): void
  /** To be called more often than every thirty seconds: tells the others that the clients connected here still are. */
  vouch(): void
  /** Tells the others what was committed here. */
  committed(updates: Uint8Array[]): void
  /** Brings the document up to what is in the log. */
  readLog(): Promise<void>
  close(): void
}

interface Options {
  document: Document
  logger: Logger
  say(type: number, payload?: Uint8Array): void
  catchUp(document: Document): Promise<void>
}

/** Cursors that move within this time travel together. */
const AWARENESS_WINDOW_MS = 5

export function shareDocument({ document, logger, say, catchUp }: Options): SharedDocument {
  const { awareness } = document
  /** What came in while the document was being loaded. */
  let early: (() => void)[] | null = []
  let listens = false
  /** The other processes that have it open; complete while this one listens. */
  const others = new Set<string>()
  /** Something was committed while nobody else had it open. */
  let untold = false
  const waiting = new Set<number>()
  let telling: NodeJS.Timeout | undefined

  const log = createLogReader({
    documentId: document.name,
    logger,
    isLoaded: () => !early,
    catchUp: () => catchUp(document),
  })

  const isAlone = () => listens && others.size === 0

  /** A message that cannot be understood, as from a server of another version, must not end us: the log has it, too. */
  function whenLoaded(act: () => void) {
    const carefully = () => {
      try {
        act()
      } catch (error) {
        logger.warn(
          { err: error, documentId: document.name },
          'message not understood, the log is read instead',
        )
        void log.read()
      }
    }
    if (early) early.push(carefully)
    else carefully()
  }

  function apply(update: Uint8Array) {
    Y.applyUpdate(document, update, FROM_PEER)
    const { store } = document
    if (!store.pendingStructs && !store.pendingDs) return
    // An update before this one was not heard. The log has both.
    store.pendingStructs = null
    store.pendingDs = null
    void log.read()
  }

  /** Another process has the document open. It is told about this one in turn, once and whenever it asks. */
  function meet(other: string, asks: boolean) {
    const isKnown = others.has(other)
    others.add(other)
    sayMissed()
    if (asks || !isKnown) tellOf(everybody())
  }

  function sayMissed() {
    if (!untold) return
    untold = false
    say(message.missed)
  }

  const everybody = () => [...awareness.getStates().keys()]

  /** A list without clients is sent, too: it says that this process is there. */
  function tellOf(clientIds: number[]) {
    const known = clientIds.filter((clientId) => awareness.meta.has(clientId))
    say(message.awareness, encodeAwarenessUpdate(awareness, known))
  }

  function tellSoon(clientIds: readonly number[]) {
    if (isAlone()) return
    for (const clientId of clientIds) waiting.add(clientId)
    telling ??= setTimeout(tellNow, AWARENESS_WINDOW_MS)
  }

  function tellNow() {
    clearTimeout(telling)
    telling = undefined
    const moved = [...waiting]
    waiting.clear()
    tellOf(moved)
  }

  /** A client that another process mentions is still there, even without news. If none does any more, it times out. */
  function believe(payload: Uint8Array) {
    for (const { clientId, clock } of readEntries(payload)) {
      const heard = awareness.meta.get(clientId)
      if (heard?.clock === clock) heard.lastUpdated = Math.max(heard.lastUpdated, Date.now())
    }
  }

  /** Tells where the document's own clients are. */
  function onAwareness(change: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) {
    if (origin !== FROM_PEER) tellSoon([...change.added, ...change.updated, ...change.removed])
  }
  awareness.on('update', onAwareness)

  return {
    listening() {
      listens = true
      say(message.question)
    },
    deaf() {
      listens = false
      others.clear()
      sayMissed()
    },
    receive(from, type, payload) {
      if (type === message.update) whenLoaded(() => apply(payload))
      else if (type === message.missed) void log.read()
      else if (type === message.gone) others.delete(from)
      else if (type === message.question) meet(from, true)
      else if (type === message.awareness) {
        whenLoaded(() => {
          applyAwarenessUpdate(awareness, payload, FROM_PEER)
          believe(payload)
        })
        meet(from, false)
      }
    },
    loaded() {
      const acts = early ?? []
      early = null
      for (const act of acts) act()
      log.readWhatWasAsked()
    },
    greet() {
      say(message.question)
      tellOf(everybody())
    },
    moved: tellSoon,
    vouch() {
      if (isAlone()) return
      const here = document.getConnections().flatMap((connection) => [...document.getClients(connection)])
      if (here.length > 0) tellOf(here)
    },
    committed(updates) {
      if (isAlone()) untold = true
      else say(message.update, Y.mergeUpdates(updates))
    },
    readLog: log.read,
    close() {
      log.close()
      awareness.off('update', onAwareness)
      // A process that opens it at this moment may not have been heard yet, and may have heard of this one.
      sayMissed()
      // Including that the last client here has left.
      if (telling) tellNow()
      say(message.gone)
    },
  }
}
