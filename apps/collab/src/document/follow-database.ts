/** Applies to open documents what happens elsewhere and is announced by NOTIFY. */
import { setTimeout } from 'node:timers/promises'
import type { Document, Hocuspocus } from '@hocuspocus/server'
import { type Services, SYSTEM_ACTOR } from '@quillwire/core'
import { loadInto, readInto, requireWhole } from '@quillwire/core/documents/load-document'
import { readUpdates } from '@quillwire/core/documents/update-log'
import type { AccessChange, Executor } from '@quillwire/database'
import { type Logger, within } from '@quillwire/process'
import * as Y from 'yjs'
import type { ClientContext } from '../admission/connection-context.ts'
import { askAgain, askForTickets, askWhereLinksEnd } from '../admission/follow-rights.ts'
import { noteChange } from '../admission/rights-clock.ts'
import { createLogReader, type LogReader } from '../peers/log-reader.ts'
import { type DocumentServer, STORED } from './document-server.ts'
import type { UpdateLog } from './update-log.ts'

const ASK_AGAIN_MS = 1000
const ASK_AGAIN_AT_LATEST_MS = 30_000
const HEAR_AGAIN_MS = 50

export interface Following {
  /**
   * Resolves when every right that ended before this was called has been taken from the open connections, or after this
   * time: while the database is away, nobody can know.
   */
  hear(withinMs: number): Promise<void>
  stop(): void
}

export async function followDatabase(
  hocuspocus: Hocuspocus<ClientContext>,
  services: Services,
  log: UpdateLog,
  logger: Logger,
  documents: Pick<DocumentServer, 'changedOutside' | 'endTickets'>,
): Promise<Following> {
  const { database } = services
  let stopped = false
  /** Questions for rights that have no answer yet. */
  const asking = new Set<Promise<void>>()
  const allAnswered = () => Promise.all(asking)
  /** One for each open document, so that none is read twice at a time, however often this process listens again. */
  const readers = new WeakMap<Document, LogReader>()

  /** Applies updates that were appended from outside the editor to the open document. */
  async function applyUpdates(documentId: string, updateIds: string[]) {
    const document = await openDocument(hocuspocus, documentId)
    if (!document) return
    // Whoever may not read them any more must not get them.
    await within(ASK_AGAIN_MS, allAnswered())
    const rows = await readUpdates(database, documentId, updateIds)
    for (const { update } of rows) Y.applyUpdate(document, update, STORED)
    // Rows are missing if compaction was faster and put them into the snapshot. Or an edit that these build on is still
    // being read.
    if (rows.length < updateIds.length || letGo(document)) await readAgain(database, document)
    documents.changedOutside(documentId)
  }

  /** Tries until it succeeds: an update is notified only once. */
  async function applyUntilHere(documentId: string, updateIds: string[]) {
    for (let pause = ASK_AGAIN_MS; !stopped; pause = Math.min(pause * 2, ASK_AGAIN_AT_LATEST_MS)) {
      try {
        return await applyUpdates(documentId, updateIds)
      } catch (error) {
        logger.warn({ err: error, documentId }, 'update not applied, will try again')
        await setTimeout(pause, undefined, { ref: false })
      }
    }
  }

  function askUntilAnswered(change: AccessChange): Promise<void> {
    const answered = askAndTryAgain(change)
    asking.add(answered)
    return answered.finally(() => asking.delete(answered))
  }

  /** Tries until the database answers: no right may outlive its end because a question failed. */
  async function askAndTryAgain(change: AccessChange) {
    noteChange()
    while (!stopped) {
      try {
        return await askAgain(hocuspocus, services, logger, change)
      } catch (error) {
        logger.warn(
          { err: error, documentId: change.documentId },
          'rights could not be checked, will try again',
        )
        await setTimeout(ASK_AGAIN_MS, undefined, { ref: false })
      }
    }
  }

  function relay(documentId: string, what: string, threadId?: string) {
    const document = hocuspocus.documents.get(documentId)
    document?.broadcastStateless(JSON.stringify({ type: what, threadId }))
  }

  /**
   * Anything may have been notified while this process did not listen. Rights come first: asking for them is quick, and
   * reading many documents is not. One that cannot be read (deleted meanwhile, damaged) does not keep the others back,
   * and is tried again for as long as it is open: a database that has just come back may refuse some of the questions.
   */
  async function catchUp() {
    await askUntilAnswered({})
    for (const document of [...hocuspocus.documents.values()]) {
      await readerOf(document).read()
      relay(document.name, 'threads')
    }
  }

  function readerOf(document: Document): LogReader {
    const reader =
      readers.get(document) ??
      createLogReader({
        documentId: document.name,
        logger,
        isLoaded: () => !stopped && hocuspocus.documents.get(document.name) === document,
        catchUp: () => meetLog(document),
      })
    readers.set(document, reader)
    return reader
  }

  /**
   * As `readAgain`, but both ways. A standby that took over may lack what was acknowledged last. That is appended
   * again: the next edit builds on it, and without it the document could not be opened any more.
   */
  async function meetLog(document: Document) {
    const here = Y.encodeStateAsUpdate(document)
    await log.settled()
    const stored = new Y.Doc()
    await readInto(database, document.name, stored)
    const missing: Uint8Array[] = []
    stored.on('update', (update: Uint8Array) => missing.push(update))
    Y.applyUpdate(stored, here)
    requireWhole(document.name, stored)
    if (missing.length > 0 && hocuspocus.documents.get(document.name) === document) {
      logger.warn(
        { documentId: document.name },
        'the log lacks text of this open document, which is written to it again',
      )
      for (const update of missing)
        log.append({
          documentId: document.name,
          update,
          actorType: SYSTEM_ACTOR.type,
          actorId: SYSTEM_ACTOR.id,
        })
      documents.changedOutside(document.name)
    }
    Y.applyUpdate(document, Y.encodeStateAsUpdate(stored, Y.encodeStateVector(document)), STORED)
    stored.destroy()
  }

  const listening = [
    await database.listen(
      'document_update',
      ({ documentId, updateIds }) => void applyUntilHere(documentId, updateIds),
      () => void catchUp(),
    ),
    await database.listen('document_access', (change) => void askUntilAnswered(change)),
    await database.listen('person_renamed', ({ userId }) => askForTickets(hocuspocus, userId)),
    await database.listen('document_changed', ({ documentId, what, threadId }) =>
      relay(documentId, what, threadId),
    ),
  ]

  async function hear(withinMs: number) {
    const until = performance.now() + withinMs
    // Whoever is being let in is asked about once more.
    noteChange()
    while (!stopped && performance.now() < until) {
      try {
        await within(until - performance.now(), hearAll())
        return
      } catch {
        await setTimeout(HEAR_AGAIN_MS, undefined, { ref: false })
      }
    }
  }

  async function hearAll() {
    await database.heard()
    // What ends by itself is not notified.
    await Promise.all([allAnswered(), askWhereLinksEnd(hocuspocus, services, logger), documents.endTickets()])
  }

  return {
    hear,
    stop() {
      stopped = true
      for (const one of listening) one.stop()
    },
  }
}

/**
 * Drops updates that wait for others: a client that types meanwhile would be taken for their writer (`Room`).
 * @returns whether there were any.
 */
function letGo({ store }: Document): boolean {
  const waits = store.pendingStructs !== null || store.pendingDs !== null
  store.pendingStructs = null
  store.pendingDs = null
  return waits
}

/** Brings an open document up to what is in the log. Applying twice changes nothing. */
export async function readAgain(executor: Executor, document: Document): Promise<void> {
  const stored = new Y.Doc()
  await loadInto(executor, document.name, stored)
  Y.applyUpdate(document, Y.encodeStateAsUpdate(stored, Y.encodeStateVector(document)), STORED)
  stored.destroy()
}

async function openDocument(
  hocuspocus: Hocuspocus<ClientContext>,
  documentId: string,
): Promise<Document | undefined> {
  const loading = hocuspocus.loadingDocuments.get(documentId)
  // An error while loading is reported to whoever opens the document.
  return hocuspocus.documents.get(documentId) ?? (await loading?.catch(() => undefined))
}
