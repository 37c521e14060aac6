import type { Document } from '@hocuspocus/server'
import { actorOf } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { testWorkspace } from '@quillwire/core/testing/test-workspace'
import type { Database } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { expect, test, vi } from 'vitest'
import type { ConnectionContext } from '../admission/connection-context.ts'
import type { WriterRegister } from '../peers/writer-register.ts'
import { PATIENCE } from '../testing/office.ts'
import { notePresence } from './note-presence.ts'

const { database } = await testDatabase()
const { services, owner, eventsOf } = await testWorkspace(database)

/** Of a writer and of a document, only who writes is asked. */
const writer = { actor: actorOf(owner.principal), rights: { canWrite: true } } as ConnectionContext
const withWriters = (...contexts: ConnectionContext[]) =>
  ({ getConnections: () => contexts.map((context) => ({ readOnly: false, context })) }) as unknown as Document

function presenceWith(sqlTransaction: Database['sqlTransaction'], elsewhere?: WriterRegister) {
  return notePresence(
    { ...services, database: { ...database, sqlTransaction } },
    createLogger('test', 'silent'),
    elsewhere,
  )
}

/** What Redis says to one of two servers about writers. */
function registerOf(server: string, writing: Set<string>): WriterRegister {
  const isAlone = () => [...writing].every((other) => other === server)
  return {
    async enter() {
      writing.add(server)
      return isAlone()
    },
    async leave() {
      writing.delete(server)
      return isAlone()
    },
    repeat() {},
  }
}

const toldOf = async (documentId: string) =>
  (await eventsOf(documentId)).map(({ type }) => type).filter((type) => /opened|closed/.test(type))

test('if a writer comes and goes at once, the coming is recorded first, however long each takes to write', async () => {
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

test('if the last writer left while the database was away, that is recorded when it is back', async () => {
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

test('if the database does not take the end, the next writer at another server is the first all the same', async () => {
  const documentId = await createDocument(owner, {})
  const writing = new Set<string>()
  let refuses = false
  const one = presenceWith(
    async (work) => {
      if (refuses) throw new Error('refused')
      return await database.sqlTransaction(work)
    },
    registerOf('one', writing),
  )
  await one.joined(documentId, withWriters(writer))
  refuses = true
  await one.left(documentId, withWriters(), writer.actor)
  const other = presenceWith(database.sqlTransaction, registerOf('other', writing))
  await other.joined(documentId, withWriters(writer))
  expect(await toldOf(documentId)).toEqual(['document.opened', 'document.opened'])
}, 20_000)

test.each(['decided', 'written'])(
  'if the last writer leaves one server and the first comes to another, that is recorded in this order, even if the end is %s late',
  async (late) => {
    const documentId = await createDocument(owner, {})
    const writing = new Set<string>()
    const asked = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    let isSlow = false
    async function hold(when: string) {
      if (!isSlow || when !== late) return
      asked.resolve()
      await held.promise
    }
    const register = registerOf('one', writing)
    const one = presenceWith(
      async (work) => {
        await hold('decided')
        return await database.sqlTransaction(work)
      },
      {
        ...register,
        async leave(document) {
          const isLast = await register.leave(document)
          await hold('written')
          return isLast
        },
      },
    )
    const other = presenceWith(database.sqlTransaction, registerOf('other', writing))
    await one.joined(documentId, withWriters(writer))
    isSlow = true
    const left = one.left(documentId, withWriters(), writer.actor)
    await asked.promise
    const joined = other.joined(documentId, withWriters(writer))
    await Promise.race([joined, waitsInDatabase()])
    held.resolve()
    await Promise.all([left, joined])
    expect((await toldOf(documentId)).at(-1)).toBe('document.opened')
    await other.left(documentId, withWriters(), writer.actor)
    expect((await toldOf(documentId)).at(-1)).toBe('document.closed')
  },
)

test('while Redis does not say whether the last writers left, others can use the database', async () => {
  const writing = new Set<string>()
  const answer = Promise.withResolvers<void>()
  const register = registerOf('one', writing)
  const presence = presenceWith(database.sqlTransaction, {
    ...register,
    async leave(document) {
      await answer.promise
      return await register.leave(document)
    },
  })
  // More than there are connections.
  const documentIds = await Promise.all(Array.from({ length: 12 }, () => createDocument(owner, {})))
  for (const id of documentIds) await presence.joined(id, withWriters(writer))
  const left = documentIds.map((id) => presence.left(id, withWriters(), writer.actor))
  expect(await toldOf(documentIds[0] ?? '')).toEqual(['document.opened'])
  answer.resolve()
  await Promise.all(left)
  for (const id of documentIds) expect(await toldOf(id)).toEqual(['document.opened', 'document.closed'])
})

/** Waits until somebody waits for a lock of another transaction. */
const waitsInDatabase = () =>
  vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT 1 FROM pg_locks WHERE NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    expect(rows).not.toEqual([])
  }, PATIENCE)
