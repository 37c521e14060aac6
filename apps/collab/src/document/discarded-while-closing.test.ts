import { createDocument } from '@quillwire/core/documents/create-document'
import { afterAll, expect, test, vi } from 'vitest'
import { lockLog, lockSaves, savesWaiting } from '../testing/locked-log.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office
const { database } = services

afterAll(() => office.close())

test('a document that is thrown out of memory while it is being closed does not take away one that was opened since', async () => {
  const { base, collab } = await office.serve()
  const metric = async (name: string) =>
    new RegExp(`^${name}(?:{.*})? (.*)$`, 'm').exec(await collab.metrics.registry.metrics())?.[1]
  const documentId = await createDocument(ada, {})
  const first = office.join(base, ada, documentId)
  await synced(first)
  const letSave = await lockSaves(database, documentId)
  first.text.insert(0, 'good ')
  await synced(first)
  await vi.waitFor(async () => expect(await savesWaiting(database)).toBe(1), PATIENCE)

  // The database refuses the last update, after its writer has gone.
  await database.query(
    `ALTER TABLE document_updates ADD CONSTRAINT refused CHECK (actor_id <> '${ada.id}') NOT VALID`,
  )
  const letLog = await lockLog(database)
  first.text.insert(5, 'bad ')
  await vi.waitFor(async () => expect(await metric('quillwire_updates_waiting')).toBe('1'), PATIENCE)
  first.leave()
  await vi.waitFor(async () => expect(await metric('quillwire_connections')).toBe('0'), PATIENCE)
  letLog()
  await vi.waitFor(async () => expect(await metric('quillwire_drops_total')).toBe('1'), PATIENCE)

  const a = office.join(base, jonas, documentId)
  await synced(a)
  expect(a.text.toString()).toBe('good ')
  a.text.insert(0, 'very ')
  letSave()
  // It is saved after everything that was held up.
  await vi.waitFor(async () => {
    const saved = await database.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
    expect(saved.title).toBe('very good')
  }, PATIENCE)
  const b = office.join(base, jonas, documentId)
  await synced(b)
  a.text.insert(0, 'seen: ')
  await vi.waitFor(() => expect(b.text.toString()).toBe('seen: very good '), PATIENCE)
})
