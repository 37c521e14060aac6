import { setTimeout } from 'node:timers/promises'
import type { Document } from '@hocuspocus/server'
import type { Services } from '@quillwire/core'
import { documentReference } from '@quillwire/core/events/document-reference'
import { recordEvent } from '@quillwire/core/events/record-event'
import { lockName } from '@quillwire/database'
import type { Actor } from '@quillwire/events'
import type { Logger } from '@quillwire/process'
import { contextOf } from '../admission/connection-context.ts'
import type { WriterRegister } from '../peers/writer-register.ts'
import { atOnce } from './at-once.ts'

const TRIES = 5
const TRY_AGAIN_MS = 1000
/** Each event holds a connection to the database while Redis is asked. */
const AT_ONCE = 3

type PresenceEvent = 'document.opened' | 'document.closed'

/**
 * Records `document.opened` when the first writer joins, or a reader becomes one, and `document.closed` when the last
 * one has left, or may only read.
 * @param elsewhere tells the other processes, and knows whether anybody writes in them.
 */
export function notePresence(services: Services, logger: Logger, elsewhere: WriterRegister | undefined) {
  /** The documents that somebody who may write has open, each with the writer who came last. */
  const open = new Map<string, Actor>()

  /** The event that is being recorded for a document. The next one waits: no end may come before its beginning. */
  const telling = new Map<string, Promise<void>>()
  const inTurn = atOnce(AT_ONCE)

  async function record(type: PresenceEvent, documentId: string, actor: Actor) {
    const before = telling.get(documentId)
    const told = (async () => {
      await before
      await write(type, documentId, actor)
    })()
    telling.set(documentId, told)
    await told
    if (telling.get(documentId) === told) telling.delete(documentId)
  }

  async function write(type: PresenceEvent, documentId: string, actor: Actor) {
    if (type === 'document.opened' && elsewhere && !(await elsewhere.enter(documentId))) return
    // The database may be away for long. If it answers but does not take the event, it will not take it later, either.
    for (let refused = 0; refused < TRIES; ) {
      try {
        return await inTurn(() => writeEvent(type, documentId, actor))
      } catch (error) {
        logger.warn({ err: error, documentId, type }, 'event not recorded, will try again')
        if (await services.database.answers()) refused += 1
        await setTimeout(TRY_AGAIN_MS, undefined, { ref: false })
      }
    }
    // Even if the end could not be recorded, the next writer at another process is the first one.
    if (type === 'document.closed') await elsewhere?.leave(documentId)
  }

  async function writeEvent(type: PresenceEvent, documentId: string, actor: Actor) {
    await services.database.sqlTransaction(async (tx) => {
      // A writer who comes to another process at this moment is seen by `leave`, or recorded after this end. Locked
      // before anything is written: readers of events go by the order in which transactions began to write.
      await lockName(tx, `presence ${documentId}`)
      if (type === 'document.closed' && elsewhere && !(await elsewhere.leave(documentId))) return
      const { rows } = await tx.query<{ workspace_id: string }>(
        'SELECT workspace_id FROM documents WHERE id = $1::uuid',
        [documentId],
      )
      const [document] = rows
      if (!document) return
      await recordEvent(tx, {
        workspaceId: document.workspace_id,
        type,
        actor,
        documentId,
        data: { document: await documentReference(tx, services.publicUrl, documentId) },
      })
    })
  }

  return {
    async joined(documentId: string, document: Document) {
      const writer = writers(document).at(-1)
      if (!writer) return
      const isFirst = !open.has(documentId)
      open.set(documentId, writer)
      if (isFirst) await record('document.opened', documentId, writer)
    },
    /** To be called when all clients are about to be sent away, to come back elsewhere. */
    async allLeave() {
      const last = [...open]
      open.clear()
      for (const [documentId, actor] of last) void record('document.closed', documentId, actor)
      await Promise.all(telling.values())
    },
    /** @param writer who left, or may only read from now on; null if a reader left. */
    async left(documentId: string, document: Document, writer: Actor | null) {
      const newest = open.get(documentId)
      if (!newest || writers(document).length > 0) return
      open.delete(documentId)
      // If a reader and the last writer leave at once, the reader's end may be heard first.
      await record('document.closed', documentId, writer ?? newest)
    },
  }
}

function writers(document: Document): Actor[] {
  return document
    .getConnections()
    .filter(({ readOnly }) => !readOnly)
    .map((connection) => contextOf(connection).actor)
}
