import type { Document } from '@hocuspocus/server'
import { actorOf } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { testWorkspace } from '@quillwire/core/testing/test-workspace'
import type { Database } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { expect, test } from 'vitest'
import type { ConnectionContext } from '../admission/connection-context.ts'
import { notePresence } from './note-presence.ts'

const { database } = await testDatabase()
const { services, owner, eventsOf } = await testWorkspace(database)

/** What is asked of a writer and of a document is who they are. */
const writer = { actor: actorOf(owner.principal), rights: { canWrite: true } } as ConnectionContext
const withWriters = (...contexts: ConnectionContext[]) =>
  ({ getConnections: () => contexts.map((context) => ({ readOnly: false, context })) }) as unknown as Document

function presenceWith(sqlTransaction: Database['sqlTransaction']) {
  return notePresence(
    { ...services, database: { ...database, sqlTransaction } },
    createLogger('test', 'silent'),
    undefined,
  )
}

const toldOf = async (documentId: string) =>
  (await eventsOf(documentId)).map(({ type }) => type).filter((type) => /opened|closed/.test(type))

test('whoever comes and goes at once is told to have come first, however long each takes to write', async () => {
  const documentId = await createDocument(owner, {})
  const held = Promise.withResolvers<void>()
  let first = true
  const presence = presenceWith(async (work) => {
    if (first) {
      first = false
      await held.promise
    }
    return await database.sqlTransaction(work)
  })
  const told = [
    presence.joined(documentId, withWriters(writer)),
    presence.left(documentId, withWriters(), writer.actor),
    presence.joined(documentId, withWriters(writer)),
  ]
  const others = await createDocument(owner, {})
  await presence.joined(others, withWriters(writer))
  expect(await toldOf(others)).toEqual(['document.opened'])
  held.resolve()
  await Promise.all(told)
  expect(await toldOf(documentId)).toEqual(['document.opened', 'document.closed', 'document.opened'])
})

test('that the last writer left while the database was away is told when it is back', async () => {
  const documentId = await createDocument(owner, {})
  let away = false
  const presence = presenceWith(async (work) => {
    if (!away) return await database.sqlTransaction(work)
    away = false
    throw new Error('connect ECONNREFUSED')
  })
  await presence.joined(documentId, withWriters(writer))
  away = true
  await presence.left(documentId, withWriters(), writer.actor)
  expect(await toldOf(documentId)).toEqual(['document.opened', 'document.closed'])
})
