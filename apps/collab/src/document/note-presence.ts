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
/** Each holds a connection to the database while Redis is asked. */
const AT_ONCE = 3

type PresenceEvent = 'document.opened' | 'document.closed'

/**
 * Records `document.opened` when the first writer joins, or a reader becomes one, and `document.closed` when the last one
 * has left, or may only read.
 * @param elsewhere tells other processes, and whether nobody writes in any of them.
 */
export function notePresence(services: Services, logger: Logger, elsewhere: WriterRegister | undefined) {
  /** The documents that somebody who may write has open, with who came last. */
  const open = new Map<string, Actor>()

  /** What is being told of a document: who reads it is not to hear of the end before the beginning. */
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
    // The database may be away for long. One that answers and does not take it will not take it later, either.
    for (let refused = 0; refused < TRIES; ) {
      try {
        return await inTurn(() => writeEvent(type, documentId, actor))
      } catch (error) {
        logger.warn({ err: error, documentId, type }, 'event not recorded, will try again')
        if (await services.database.answers()) refused += 1
        await setTimeout(TRY_AGAIN_MS, undefined, { ref: false })
      }
    }
    // Though that could not be told: whoever comes to another process is the first.
    if (type === 'document.closed') await elsewhere?.leave(documentId)
  }

  async function writeEvent(type: PresenceEvent, documentId: string, actor: Actor) {
    await services.database.sqlTransaction(async (tx) => {
      // Who comes to another process in this moment is told behind the end, or it was none. Taken before anything is written:
      // readers go by the order in which transactions began to write.
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
    /** All are about to be sent off, to come back elsewhere. */
    async allLeave() {
      const last = [...open]
      open.clear()
      for (const [documentId, actor] of last) void record('document.closed', documentId, actor)
      await Promise.all(telling.values())
    },
    /** @param writer who left, or may only read from now on; null where a reader left. */
    async left(documentId: string, document: Document, writer: Actor | null) {
      const newest = open.get(documentId)
      if (!newest || writers(document).length > 0) return
      open.delete(documentId)
      // A reader's end may be heard before that of the writer who left in the same moment.
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
