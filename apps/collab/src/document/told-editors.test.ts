import { createDocument } from '@quillwire/core/documents/create-document'
import { newId } from '@quillwire/database'
import { FRAGMENT } from '@quillwire/editor'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { lockLog, lockSaves, savesWaiting } from '../testing/locked-log.ts'
import { type Joined, openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office
const { database } = services

afterAll(() => office.close())

function write({ ydoc }: Joined, words: string) {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(words)])
  ydoc.getXmlFragment(FRAGMENT).push([paragraph])
}

const editorsOf = async (documentId: string) => {
  const saves = await database.prisma.event.findMany({ where: { documentId, type: 'document.saved' } })
  // What the catalogue says about it.
  return saves.flatMap(({ data }) =>
    (data as { editors: { name: string }[] }).editors.map(({ name }) => name),
  )
}

test('somebody who writes at the moment of a save is named as an editor together with the words that are saved', async () => {
  const { base } = await office.serve()
  const documentId = await createDocument(ada, {})
  const [a, j] = [office.join(base, ada, documentId), office.join(base, jonas, documentId)]
  await Promise.all([synced(a), synced(j)])
  const letSave = await lockSaves(database, documentId)
  write(a, 'one')
  await synced(a)
  await vi.waitFor(async () => expect(await savesWaiting(database)).toBe(1), PATIENCE)

  // It is in memory, and not in the log yet.
  const letLog = await lockLog(database)
  write(j, 'two')
  await vi.waitFor(() => expect(a.ydoc.getXmlFragment(FRAGMENT).toString()).toContain('two'), PATIENCE)
  letSave()
  await vi.waitFor(async () => expect(await savesWaiting(database)).toBe(0), PATIENCE)
  letLog()
  await synced(j)
  await vi.waitFor(async () => {
    const saved = await database.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
    expect(saved.wordCount).toBe(2)
  }, PATIENCE)
  expect((await editorsOf(documentId)).toSorted()).toEqual(['Ada', 'Jonas'])
})

test('open editors are told which thread has changed, so that they read no other', async () => {
  const { base } = await office.serve()
  const documentId = await createDocument(ada, {})
  const a = office.join(base, ada, documentId)
  await synced(a)
  const told: unknown[] = []
  a.provider.on('stateless', ({ payload }: { payload: string }) => told.push(JSON.parse(payload)))
  const threadId = newId()
  await database.notify('document_changed', { documentId, what: 'threads', threadId })
  await vi.waitFor(() => expect(told).toEqual([{ type: 'threads', threadId }]), PATIENCE)
})

test('a save that fails is made again, though nobody writes any more', async () => {
  const lines: string[] = []
  const { base } = await office.serve({}, { write: (line) => lines.push(line) })
  const documentId = await createDocument(ada, {})
  const a = office.join(base, ada, documentId)
  await synced(a)
  write(a, 'kept')
  await synced(a)
  const lost = new Error('Connection terminated unexpectedly')
  const save = vi.spyOn(database, 'sqlTransaction').mockRejectedValue(lost)
  onTestFinished(() => save.mockRestore())
  const isAboutIt = (line: string) => line.includes('not saved, will try again') && line.includes(documentId)
  await vi.waitFor(() => expect(lines.filter(isAboutIt)).toHaveLength(1), PATIENCE)
  save.mockRestore()
  await vi.waitFor(async () => {
    const saved = await database.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
    expect(saved.wordCount).toBe(1)
  }, PATIENCE)
})
