/**
 * A document that may be open in other processes, too. Whoever opens it asks who else has it, and nothing is said of one
 * that nobody else has: what is committed then is in the log, and whoever turns up later is told to read it there.
 */
import type { Document } from '@hocuspocus/server'
import type { Logger } from '@quillwire/process'
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { readEntries } from '../room/awareness.ts'

/** The origin of what comes from another process: it is in the log already, and not to be told to the others again. */
const FROM_PEER = { source: 'redis' as const }

/**
 * `question`: who is there, and where are their cursors? `missed`: something was committed of which the others were not
 * told, so they are to read the log. `gone`: the sender does not have the document open any more.
 */
export const message = { update: 0, awareness: 1, question: 2, missed: 3, gone: 4 } as const

export interface SharedDocument {
  /** From now on nothing is missed that the others say. */
  listening(): void
  /** Nothing is heard any more, and nobody knows who is there. */
  deaf(): void
  receive(from: string, type: number, payload: Uint8Array): void
  /** It is in memory: what came in meanwhile is applied. */
  loaded(): void
  /** Asks who is there, and tells where its own clients are. */
  greet(): void
  moved(clientIds: readonly number[]): void
  /** To be called more often than every thirty seconds: says of those whose connections are here that they still are. */
  vouch(): void
  /** Tells the others of what was committed here. */
  committed(updates: Uint8Array[]): void
  /** Brings it up to what is in the log. */
  readLog(): Promise<void>
  close(): void
}

interface Options {
  document: Document
  logger: Logger
  say(type: number, payload?: Uint8Array): void
  catchUp(document: Document): Promise<void>
}

/** Cursors of a moment travel together. */
const AWARENESS_WINDOW_MS = 5
/** A log that cannot be read is read again after so long, and then after twice as long each time. */
const READ_AGAIN_MS = 1000
const READ_AGAIN_AT_LATEST_MS = 30_000

export function shareDocument({ document, logger, say, catchUp }: Options): SharedDocument {
  const { awareness } = document
  /** What came in while the document was being loaded. */
  let early: (() => void)[] | null = []
  /** Whether the log may have more, and whether it is being read for that. */
  let behind = false
  let reading = false
  let pauseMs = READ_AGAIN_MS
  let readingAgain: NodeJS.Timeout | undefined
  let closed = false
  let listens = false
  /** The other processes that have it open; complete while this one listens. */
  const others = new Set<string>()
  /** Something was committed while nobody else had it open. */
  let untold = false
  const waiting = new Set<number>()
  let telling: NodeJS.Timeout | undefined

  const isAlone = () => listens && others.size === 0

  /** What cannot be understood, as of another version of a server, is no reason to fall: the log has it too. */
  function whenLoaded(act: () => void) {
    const carefully = () => {
      try {
        act()
      } catch (error) {
        logger.warn({ err: error, documentId: document.name }, 'not understood, the log is read in its place')
        void readLog()
      }
    }
    if (early) early.push(carefully)
    else carefully()
  }

  function apply(update: Uint8Array) {
    Y.applyUpdate(document, update, FROM_PEER)
    const { store } = document
    if (!store.pendingStructs && !store.pendingDs) return
    // Something before it was not heard; the log has both.
    store.pendingStructs = null
    store.pendingDs = null
    void readLog()
  }

  async function readLog() {
    behind = true
    // What is being read may be from before: it is read again when that is done.
    if (early || reading) return
    reading = true
    clearTimeout(readingAgain)
    try {
      while (behind) {
        behind = false
        await catchUp(document)
      }
      pauseMs = READ_AGAIN_MS
    } catch (error) {
      if (closed) return
      logger.warn({ err: error, documentId: document.name }, 'not caught up, will try again')
      readingAgain = setTimeout(readLog, pauseMs).unref()
      pauseMs = Math.min(READ_AGAIN_AT_LATEST_MS, pauseMs * 2)
    } finally {
      reading = false
    }
  }

  /** Another process has it open. It hears of this one in turn, once and whenever it asks. */
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

  /** Of nobody, too: that says that this process is there. */
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

  /** Of whom another process speaks is there, also where that is no news. Of whom none does any more is gone with it. */
  function believe(payload: Uint8Array) {
    for (const { clientId, clock } of readEntries(payload)) {
      const heard = awareness.meta.get(clientId)
      if (heard?.clock === clock && awareness.states.has(clientId))
        heard.lastUpdated = Math.max(heard.lastUpdated, Date.now())
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
      else if (type === message.missed) void readLog()
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
      if (behind) void readLog()
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
    readLog,
    close() {
      closed = true
      clearTimeout(readingAgain)
      awareness.off('update', onAwareness)
      // Who opens it at this moment may not have been heard yet, and may have heard of this one.
      sayMissed()
      // That the last one left here, too.
      if (telling) tellNow()
      say(message.gone)
    },
  }
}
