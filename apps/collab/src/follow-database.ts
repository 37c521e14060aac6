/** What happens elsewhere and concerns open documents arrives by NOTIFY. */
import type { Connection, Document, Hocuspocus } from '@hocuspocus/server'
import type { Logger } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { loadInto } from '@quillwire/core/documents/load-document'
import { readUpdates } from '@quillwire/core/documents/update-log'
import type { Executor } from '@quillwire/database'
import * as Y from 'yjs'
import { STORED } from './document-server.ts'
import { nameOf, type Rights, rightsOf, type Seat } from './seat.ts'

export interface Following {
  stop(): void
}

export async function followDatabase(
  hocuspocus: Hocuspocus<Seat>,
  services: Services,
  logger: Logger,
  onChangedOutside: (documentId: string) => void,
): Promise<Following> {
  const { database } = services
  const attempt = (what: string, documentId: string | undefined, work: Promise<void>) =>
    work.catch((error) => logger.warn({ err: error, documentId }, what))

  /** Updates that were appended from outside the editor go into the open document. */
  async function applyUpdates(documentId: string, updateIds: string[]) {
    const document = await openDocument(hocuspocus, documentId)
    if (!document) return
    const rows = await readUpdates(database, documentId, updateIds)
    for (const { update } of rows) Y.applyUpdate(document, update, STORED)
    // Compaction was faster: what the rows held is in the snapshot.
    if (rows.length < updateIds.length) await readAgain(database, document)
    onChangedOutside(documentId)
  }

  /** A right changed: every connection that it may concern asks again, and follows at once. */
  async function askAgain({ documentId, userId, workspaceId, apiKeyId }: AccessChange) {
    const documents = documentId ? [hocuspocus.documents.get(documentId)] : [...hocuspocus.documents.values()]
    const connections = documents
      .flatMap((document) => document?.getConnections() ?? [])
      .filter(({ context }) => {
        const { principal } = context as Seat
        if (apiKeyId) return principal.type === 'api_key' && principal.id === apiKeyId
        if (userId && workspaceId) return principal.type === 'user' && principal.id === userId
        return true
      })
    // One question for all windows of a person: a document may have hundreds of connections.
    const answers = new Map<string, Promise<Rights | null>>()
    await Promise.all(
      connections.map(async (connection) => {
        const { principal } = connection.context as Seat // as above
        const key = `${connection.document.name} ${nameOf(principal)}`
        const answer = answers.get(key) ?? ask(principal, connection.document.name)
        answers.set(key, answer)
        follow(connection, await answer)
      }),
    )
  }

  async function ask(principal: Seat['principal'], documentId: string): Promise<Rights | null> {
    return (await stillValid(services, principal)) ? await rightsOf(services, principal, documentId) : null
  }

  function follow(connection: Connection<Seat>, rights: Rights | null) {
    if (!rights) {
      const documentId = connection.document.name
      logger.info({ documentId, connectionId: connection.socketId }, 'right taken away, connection closed')
      connection.close({ code: 4403, reason: 'access_revoked' })
      connection.webSocket.close(4403, 'access_revoked')
      return
    }
    connection.context.rights = rights
    connection.readOnly = !rights.canWrite
    connection.sendStateless(JSON.stringify({ type: 'access', ...rights }))
  }

  function relay(documentId: string, what: string) {
    const document = hocuspocus.documents.get(documentId)
    document?.broadcastStateless(JSON.stringify({ type: what }))
  }

  /**
   * While nobody listened, anything may have been notified. Rights first: they are asked in a moment, and the text of
   * many documents takes longer. A document that cannot be read (deleted meanwhile, damaged) is no other one's matter.
   */
  async function catchUp() {
    await attempt('rights not asked', undefined, askAgain({}))
    for (const document of [...hocuspocus.documents.values()]) {
      await attempt('not caught up', document.name, readAgain(database, document))
      relay(document.name, 'threads')
    }
  }

  const listening = [
    await database.listen(
      'document_update',
      ({ documentId, updateIds }) =>
        void attempt('update not applied', documentId, applyUpdates(documentId, updateIds)),
      () => void catchUp(),
    ),
    await database.listen(
      'document_access',
      (change) => void attempt('rights not asked', change.documentId, askAgain(change)),
    ),
    await database.listen('document_changed', ({ documentId, what }) => relay(documentId, what)),
  ]
  return {
    stop() {
      for (const one of listening) one.stop()
    },
  }
}

/** Brings an open document up to what is in the log. Applying twice changes nothing. */
export async function readAgain(executor: Executor, document: Document): Promise<void> {
  const stored = new Y.Doc()
  await loadInto(executor, document.name, stored)
  Y.applyUpdate(document, Y.encodeStateAsUpdate(stored, Y.encodeStateVector(document)), STORED)
  stored.destroy()
}

interface AccessChange {
  documentId?: string
  userId?: string
  workspaceId?: string
  apiKeyId?: string
}

async function openDocument(hocuspocus: Hocuspocus<Seat>, documentId: string): Promise<Document | undefined> {
  const loading = hocuspocus.loadingDocuments.get(documentId)
  return hocuspocus.documents.get(documentId) ?? (await loading?.catch(() => undefined))
}

/** A key that was revoked is nobody any more; people and links are told by the facts about the document. */
async function stillValid(services: Services, principal: Seat['principal']): Promise<boolean> {
  if (principal.type !== 'api_key') return true
  const row = await services.database.prisma.apiKey.findUnique({ where: { id: principal.id } })
  return row !== null && row.revokedAt === null
}
