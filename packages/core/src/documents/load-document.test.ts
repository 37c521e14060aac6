import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { compactDocument } from '../history/compact-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createDocument } from './create-document.ts'
import { loadDocument, loadInto } from './load-document.ts'
import { saveDocument } from './save-document.ts'
import { appendUpdate } from './update-log.ts'

const { database } = await testDatabase()
const { owner, services } = await testWorkspace(database)

/** A document to which somebody wrote, and the updates of these edits. */
async function written(...edits: ((text: Y.Text) => void)[]) {
  const documentId = await createDocument(owner, {})
  const ydoc = await loadDocument(database, documentId)
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  for (const edit of edits) edit(ydoc.getText('title'))
  const log = async (update: Uint8Array | undefined) => {
    if (!update) throw new Error('no such edit')
    await appendUpdate(owner.database, { documentId, update, actorType: 'system', actorId: null })
  }
  return { documentId, ydoc, updates, log }
}

test.each<[string, (text: Y.Text) => void]>([
  ['text', (text) => text.insert(3, 'two ')],
  ['a deletion', (text) => text.delete(0, 1)],
])('a document is not loaded without the row on which %s builds', async (_, edit) => {
  const { documentId, ydoc, updates, log } = await written((text) => text.insert(0, 'one'), edit)
  await log(updates[1])
  await expect(loadDocument(database, documentId)).rejects.toMatchObject({ code: 'document_unreadable' })
  // Whichever row is committed first.
  await log(updates[0])
  const title = (await loadDocument(database, documentId)).getText('title').toString()
  expect(title).toBe(ydoc.getText('title').toString())
})

test('a state that was packed is the whole state only until something is written', async () => {
  const { documentId, ydoc, updates, log } = await written(
    (text) => text.insert(0, 'one'),
    (text) => text.insert(3, ' two'),
  )
  await log(updates[0])
  await saveDocument(services, {
    documentId,
    ydoc: await loadDocument(database, documentId),
    actor: { type: 'system', id: null, name: 'Quillwire' },
  })
  await compactDocument(database, documentId)
  const state = await loadInto(database, documentId, new Y.Doc())
  const packed = new Y.Doc()
  if (state) Y.applyUpdate(packed, state)
  expect(packed.getText('title').toString()).toBe('one')
  await log(updates[1])
  expect(await loadInto(database, documentId, ydoc)).toBeNull()
})

test('words that two people made bold at once are plain after somebody takes that away', async () => {
  const words = (ydoc: Y.Doc) => ydoc.getXmlFragment('list').get(0) as Y.XmlText
  const { documentId, ydoc: ada, log } = await written()
  const sent = (ydoc: Y.Doc) => {
    const updates: Uint8Array[] = []
    ydoc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'received' && updates.push(update))
    return updates
  }
  const byAda = sent(ada)
  ada.getXmlFragment('list').insert(0, [new Y.XmlText('hello')])
  for (const update of byAda.splice(0)) await log(update)
  await saveDocument(services, {
    documentId,
    ydoc: ada,
    actor: { type: 'system', id: null, name: 'Quillwire' },
  })
  await compactDocument(database, documentId)
  const jonas = await loadDocument(database, documentId)
  const byJonas = sent(jonas)
  for (const one of [ada, jonas]) words(one).format(0, 5, { bold: true })
  for (const update of [...byAda, ...byJonas]) await log(update)

  // A sync server that opens it, and a third person, whose edits it logs as far as they are new to it.
  const server = await loadDocument(database, documentId)
  const news = sent(server)
  const cleo = new Y.Doc()
  Y.applyUpdate(cleo, Y.encodeStateAsUpdate(server), 'received')
  const byCleo = sent(cleo)
  words(cleo).format(0, 5, { bold: null })
  for (const update of byCleo) Y.applyUpdate(server, update)
  for (const update of news) await log(update)
  expect(words(server).toString()).toBe('hello')
  expect(words(await loadDocument(database, documentId)).toString()).toBe('hello')
})
