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
