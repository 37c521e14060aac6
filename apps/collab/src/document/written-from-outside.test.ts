/** What programs write into an open document reaches whoever has it open, in whatever order it is read. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { compactDocument } from '@quillwire/core/history/compact-document'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createLateAnswers } from '../testing/late-answers.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const late = createLateAnswers((await testDatabase()).database)
const office = await openTestOffice(late.database)
const { ada, jonas } = office
const { base } = await office.serve()

const READS_ROWS = 'id = ANY($2::bigint[])'

afterEach(() => office.leave())
afterAll(() => office.close())

async function open() {
  const documentId = await createDocument(ada, {})
  const one = office.join(base, ada, documentId)
  await synced(one)
  const write = (markdown: string) => writeContent(jonas, { documentId, markdown, place: 'end' })
  const hears = (words: string[]) =>
    vi.waitFor(() => {
      const body = one.ydoc.getXmlFragment('default').toString()
      for (const word of words) expect(body).toContain(word)
    }, PATIENCE)
  return { documentId, one, write, hears }
}

test('two edits that are read the other way round, with a letter typed in between', async () => {
  const { one, write, hears } = await open()
  const first = late.hold(READS_ROWS)
  await write('first')
  await first.asked
  const second = late.hold(READS_ROWS)
  await write('second')
  await second.asked
  second.release()
  one.text.insert(0, 'typed')
  await synced(one)
  first.release()
  await hears(['first', 'second'])
})

test('an edit that could not be read at once', async () => {
  const { write, hears } = await open()
  const held = late.hold(READS_ROWS)
  await write('unread')
  await held.asked
  held.release(new Error('Connection terminated unexpectedly'))
  await hears(['unread'])
})

test('an edit that was packed into the snapshot before it was read', async () => {
  const { documentId, hears } = await open()
  const { database } = office.services
  const unheard = { ...jonas, database: { ...database, notify: async () => {} } }
  await writeContent(unheard, { documentId, markdown: 'packed', place: 'end' })
  const { rows } = await database.query<{ id: bigint }>(
    'SELECT max(id) AS id FROM document_updates WHERE document_id = $1::uuid',
    [documentId],
  )
  expect(await compactDocument(database, documentId)).toBeGreaterThan(0)
  await database.notify('document_update', { documentId, updateIds: [String(rows[0]?.id)] })
  await hears(['packed'])
})

test('an edit that was written while the document was being opened', async () => {
  const { database } = office.services
  const documentId = await createDocument(ada, {})
  const told = Promise.withResolvers<void>()
  // This listens after the sync server, and is told after it.
  const listening = await database.listen('document_update', (update) => {
    if (update.documentId === documentId) told.resolve()
  })
  const text = late.hold('document_snapshots')
  const { ydoc } = office.join(base, ada, documentId)
  await text.asked
  await writeContent(jonas, { documentId, markdown: 'meanwhile', place: 'end' })
  await told.promise
  listening.stop()
  text.release()
  await vi.waitFor(() => expect(ydoc.getXmlFragment('default').toString()).toContain('meanwhile'), PATIENCE)
})
