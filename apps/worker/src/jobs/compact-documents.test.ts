import { loadDocument } from '@quillwire/core/documents/load-document'
import { saveDocument } from '@quillwire/core/documents/save-document'
import { appendUpdate } from '@quillwire/core/documents/update-log'
import { testServices } from '@quillwire/core/testing/services'
import { type Database, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { compactDocumentsJob } from './compact-documents.ts'

const { database } = await testDatabase()
const log = createLogger('test', 'silent')
const THRESHOLDS = { updates: 5, hours: 24 }

beforeEach(async () => {
  await database.query('DELETE FROM documents')
})

/** The job, and what it reported to be counted. */
function job(on: Partial<Database> = {}, mostAtOnce?: number) {
  const counted: number[] = []
  const services = testServices({ ...database, ...on })
  const watch = { compacted: (rows: number) => void counted.push(rows) }
  return { counted, ...compactDocumentsJob(services, THRESHOLDS, log, watch, mostAtOnce) }
}

/** A saved document with as many rows as the text has letters. */
async function saved(text: string) {
  const [workspaceId, documentId] = [newId(), newId()]
  await database.prisma.workspace.create({ data: { id: workspaceId, name: 'W' } })
  await database.prisma.document.create({ data: { id: documentId, workspaceId, createdByType: 'user' } })
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of text) ydoc.getText('title').insert(ydoc.getText('title').length, letter)
  for (const update of updates)
    await appendUpdate(database, { documentId, update, actorType: 'system', actorId: null })
  await saveDocument(testServices(database), {
    documentId,
    ydoc,
    actor: { type: 'system', id: null, name: '' },
  })
  return {
    documentId,
    text: async () => (await loadDocument(database, documentId)).getText('title').toString(),
    rows: () => database.prisma.documentUpdate.count({ where: { documentId } }),
    damage: () =>
      database.query(
        `UPDATE document_updates SET update = '\\x0102ff' WHERE id = (
           SELECT max(id) FROM document_updates WHERE document_id = $1::uuid)`,
        [documentId],
      ),
  }
}

test('long logs are packed and counted, short ones stay, and then there is nothing left to do', async () => {
  const [long, short] = [await saved('longer'), await saved('few')]
  const compaction = job()
  expect(await compaction.run()).toEqual({ documents: 1, rows: 6 })
  expect(compaction.counted).toEqual([6])
  expect([await long.rows(), await short.rows()]).toEqual([0, 3])
  expect(await long.text()).toBe('longer')
  expect(await compaction.run()).toEqual({ documents: 0, rows: 0 })
})

test('a log of any length is packed in one run, a part at a time', async () => {
  const long = await saved('longer')
  await database.query(
    `INSERT INTO document_updates (document_id, update, actor_type, created_at)
     SELECT $1::uuid, $2::bytea, 'system', now() - interval '1 hour' FROM generate_series(1, 5000)`,
    [long.documentId, Buffer.from(Y.encodeStateAsUpdate(new Y.Doc()))],
  )
  const compaction = job()
  expect(await compaction.run()).toEqual({ documents: 1, rows: 5006 })
  expect(compaction.counted).toEqual([5000, 6])
  expect(await long.rows()).toBe(0)
  expect(await long.text()).toBe('longer')
})

test('a damaged document is left as it is, and does not block others', async () => {
  const damaged = [await saved('broken'), await saved('broken')]
  for (const one of damaged) await one.damage()
  const sound = await saved('sound one')
  const compaction = job({}, 1)
  for (let run = 0; run < 3; run++) await compaction.run()
  expect(await sound.rows()).toBe(0)
  for (const one of damaged) expect(await one.rows()).toBe(6)
})

test('a database that is away for a moment does not get a document set aside', async () => {
  const documents = [await saved('one of two'), await saved('the other')]
  let away = true
  const compaction = job({
    sqlTransaction: (work) => {
      if (away) throw new Error('Connection terminated unexpectedly')
      return database.sqlTransaction(work)
    },
  })
  await expect(compaction.run()).rejects.toThrow('Connection terminated')
  away = false
  expect(await compaction.run()).toMatchObject({ documents: 2 })
  for (const one of documents) expect(await one.rows()).toBe(0)
})

test('a document at which several runs have ended no longer blocks the others', async () => {
  const [bad, good] = [await saved('somehow bad'), await saved('good one')]
  const compaction = job({
    sqlTransaction: (work) =>
      database.sqlTransaction((tx) =>
        work({
          query: (text, values) => {
            if (text.startsWith('INSERT') && values?.[0] === bad.documentId) throw new Error('odd')
            return tx.query(text, values)
          },
        }),
      ),
  })
  for (let run = 0; run < 4; run++) await compaction.run().catch(() => {})
  expect(await good.rows()).toBe(0)
  expect(await bad.text()).toBe('somehow bad')
})
