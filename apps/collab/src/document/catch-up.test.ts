/** What happened while the database could not tell this process is found out when it listens again. */
import type { Context } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createLateAnswers } from '../testing/late-answers.ts'
import { lockLog } from '../testing/locked-log.ts'
import { type Joined, openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const { database } = await testDatabase()
const answers = createLateAnswers(database)
const office = await openTestOffice(answers.database)
const { ada, jonas } = office
const { base, collab } = await office.serve()

afterEach(() => office.leave())
afterAll(() => office.close())

/** What is done in this context is notified to nobody, as while no connection listens. */
const unheard = (context: Context): Context => ({
  ...context,
  database: { ...database, notify: async () => {} },
})

async function listenAnew() {
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
}

/** The kinds of messages that a client was told beside the text. */
function toldOf({ provider }: Joined): string[] {
  const kinds: string[] = []
  provider.on('stateless', ({ payload }: { payload: string }) => kinds.push(JSON.parse(payload).type))
  return kinds
}

test('one document that cannot be read keeps neither the others nor the rights from being caught up', async () => {
  const [deleted, damaged, changed, revoked] = await Promise.all(
    Array.from({ length: 4 }, () => createDocument(ada, { title: 'Plan' })),
  )
  if (!deleted || !damaged || !changed || !revoked) throw new Error('no documents')
  // In this order they are also read again.
  for (const documentId of [deleted, damaged]) await synced(office.join(base, ada, documentId))
  const a = office.join(base, ada, changed)
  const b = office.join(base, jonas, revoked)
  await Promise.all([synced(a), synced(b)])

  await database.query('DELETE FROM documents WHERE id = $1::uuid', [deleted])
  await database.query(`UPDATE document_updates SET update = '\\x0102ff' WHERE document_id = $1::uuid`, [
    damaged,
  ])
  await writeContent(unheard(ada), { documentId: changed, markdown: 'From outside', place: 'end' })
  await setGeneralAccess(unheard(ada), { documentId: revoked, role: null })
  await listenAnew()

  await vi.waitFor(() => expect(b.closed).toContainEqual({ code: 4403, reason: 'access_revoked' }), PATIENCE)
  await vi.waitFor(
    () => expect(a.ydoc.getXmlFragment('default').toString()).toContain('From outside'),
    PATIENCE,
  )
})

test('a document that could not be read at that moment is read a little later', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = office.join(base, ada, documentId)
  await synced(a)
  await writeContent(unheard(ada), { documentId, markdown: 'From outside', place: 'end' })
  const reading = answers.hold('document_snapshots')
  await listenAnew()
  await reading.asked
  reading.release(new Error('sorry, too many clients already'))
  await vi.waitFor(
    () => expect(a.ydoc.getXmlFragment('default').toString()).toContain('From outside'),
    PATIENCE,
  )
})

test('what a standby lacked when it took over is written to it from the open document', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = office.join(base, ada, documentId)
  await synced(a)
  a.text.insert(0, 'heard ')
  await synced(a)
  const { rows: heard } = await database.query<{ id: bigint }>(
    'SELECT max(id) AS id FROM document_updates WHERE document_id = $1::uuid',
    [documentId],
  )
  a.text.insert(a.text.length, 'acknowledged ')
  a.text.delete(0, 1)
  await synced(a)

  await database.query('DELETE FROM document_updates WHERE document_id = $1::uuid AND id > $2::bigint', [
    documentId,
    heard[0]?.id,
  ])
  a.text.insert(a.text.length, 'later')
  await synced(a)
  await listenAnew()

  await vi.waitFor(async () => {
    const stored = await loadDocument(database, documentId)
    expect(stored.getText('title').toString()).toBe(a.text.toString())
  }, PATIENCE)
})

test('what waits for the disk meanwhile is written once, and in the name of its writer', async () => {
  const documentId = await createDocument(ada, {})
  const a = office.join(base, ada, documentId)
  const told = toldOf(a)
  await synced(a)
  const unlock = await lockLog(database)
  a.text.insert(0, 'once')
  await vi.waitFor(async () => {
    expect(await collab.metrics.registry.metrics()).toMatch(/^quillwire_updates_waiting 1$/m)
  }, PATIENCE)
  await listenAnew()
  // First the rights are asked again, then the text is read, and last those who show comments are told to look again.
  await vi.waitFor(() => expect(told).toContain('access'), PATIENCE)
  // As long as it would take to read it too early.
  await loadDocument(database, documentId)
  unlock()
  await vi.waitFor(() => expect(told).toContain('threads'), PATIENCE)
  await synced(a)
  const rows = await database.prisma.documentUpdate.findMany({
    where: { documentId },
    orderBy: { id: 'asc' },
  })
  expect(rows.slice(1).map(({ actorId }) => actorId)).toEqual([ada.id])
})
