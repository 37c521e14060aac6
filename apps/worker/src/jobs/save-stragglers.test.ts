import { appendUpdate } from '@quillwire/core/documents/update-log'
import { testServices } from '@quillwire/core/testing/services'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { saveStragglersJob } from './save-stragglers.ts'

const { database } = await testDatabase()
// The job searches the whole database.
beforeEach(() => database.query('TRUNCATE workspaces CASCADE'))
const services = testServices(database)
const log = createLogger('test', 'silent')

/** A document whose log has one unsaved update of this age. */
async function unsaved(title: string, ageSeconds: number, update?: Uint8Array) {
  const [workspaceId, id] = [newId(), newId()]
  await database.prisma.workspace.create({ data: { id: workspaceId, name: 'W' } })
  await database.prisma.document.create({ data: { id, workspaceId, createdByType: 'user' } })
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, title)
  await appendUpdate(database, {
    documentId: id,
    update: update ?? Y.encodeStateAsUpdate(ydoc),
    actorType: 'system',
    actorId: null,
  })
  await age(id, ageSeconds)
  return { id, title: async () => (await database.prisma.document.findUnique({ where: { id } }))?.title }
}

const age = (documentId: string, seconds: number) =>
  database.query(
    'UPDATE document_updates SET created_at = now() - make_interval(secs => $2::int) WHERE document_id = $1::uuid',
    [documentId, seconds],
  )

test('a logged but unsaved document is saved once, one still being written is left alone', async () => {
  const job = saveStragglersJob(services, log)
  const old = await unsaved('Launch plan', 60)
  const fresh = await unsaved('Being written', 5)
  expect(await job.run()).toEqual({ documents: 1 })
  expect(await old.title()).toBe('Launch plan')
  expect(await fresh.title()).toBe('')
  const { rows } = await database.query(`SELECT type FROM events WHERE document_id = $1::uuid`, [old.id])
  expect(rows).toEqual([{ type: 'document.renamed' }])
  expect(await job.run()).toEqual({ documents: 0 })
  await age(fresh.id, 60)
  expect(await job.run()).toEqual({ documents: 1 })
  expect(await fresh.title()).toBe('Being written')
})

test('an update logged between the reading of a document and its save is saved later', async () => {
  const { id, title } = await unsaved('Plan', 60)
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, 'B ')
  let late: Uint8Array | undefined = Y.encodeStateAsUpdate(ydoc)
  const query: typeof database.query = async (text, values) => {
    const answer = await database.query<never>(text, values)
    if (late && text.includes('document_snapshots')) {
      const update = late
      late = undefined
      await appendUpdate(database, { documentId: id, update, actorType: 'system', actorId: null })
    }
    return answer
  }
  const job = saveStragglersJob({ ...services, database: { ...database, query } }, log)
  expect(await job.run()).toEqual({ documents: 1 })
  expect(await title()).toBe('Plan')
  for (const moment of [
    'document_updates SET created_at = created_at',
    'document_contents SET saved_at = saved_at',
  ])
    await database.query(`UPDATE ${moment} - interval '1 minute' WHERE document_id = $1::uuid`, [id])
  expect(await job.run()).toEqual({ documents: 1 })
  // Of two insertions at the same place, either may come first.
  expect(await title()).toMatch(/^(B Plan|PlanB)$/)
})

test('an update that changed nothing, and a damaged document, come up only once', async () => {
  const job = saveStragglersJob(services, log)
  const same = await unsaved('Same', 60)
  await job.run()
  await appendUpdate(database, {
    documentId: same.id,
    update: Y.encodeStateAsUpdate(new Y.Doc()),
    actorType: 'system',
    actorId: null,
  })
  await database.query(
    'UPDATE document_contents SET saved_at = now() - make_interval(hours => 1) WHERE document_id = $1::uuid',
    [same.id],
  )
  await age(same.id, 60)
  await unsaved('Damaged', 60, new Uint8Array([1, 2, 3]))
  let loads = 0
  const query = (text: string, values?: readonly unknown[]) => {
    if (text.includes('document_snapshots')) loads += 1
    return database.query(text, values)
  }
  const counting = { ...database, query: query as typeof database.query } // it passes its arguments on
  const watched = saveStragglersJob({ ...services, database: counting }, log)
  expect(await watched.run()).toEqual({ documents: 0 })
  expect(loads).toBe(2)
  expect(await watched.run()).toEqual({ documents: 0 })
  expect(loads).toBe(2)
})

test('a document is still saved later after the database was away for a moment', async () => {
  const stragglers = [await unsaved('First', 60), await unsaved('Second', 60)]
  let away = true
  const query: typeof database.query = (text, values) => {
    if (away && text.includes('document_snapshots')) throw new Error('Connection terminated unexpectedly')
    return database.query(text, values)
  }
  const job = saveStragglersJob({ ...services, database: { ...database, query } }, log)
  await expect(job.run()).rejects.toThrow('Connection terminated')
  away = false
  expect(await job.run()).toEqual({ documents: 2 })
  expect(await Promise.all(stragglers.map(({ title }) => title()))).toEqual(['First', 'Second'])
})
