/** Where a document is in the tree, who may move it, and what is deleted with it. */
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, test } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import { asPrincipal, type Context } from '../context.ts'
import { listFiles } from '../files/list-files.ts'
import { readFile } from '../files/read-file.ts'
import { uploadFile } from '../files/upload-file.ts'
import { acceptInvitation } from '../invitations/accept-invitation.ts'
import { createInvitation } from '../invitations/create-invitation.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { shareWithPerson } from '../sharing/share-with-person.ts'
import { testServices } from '../testing/services.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createDocument } from './create-document.ts'
import { deleteDocument } from './delete-document.ts'
import { documentTree } from './document-tree.ts'
import { listDocuments } from './list-documents.ts'
import { moveDocument } from './move-document.ts'
import { restoreDocument, trashDocument } from './trash-document.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner: ada } = workspace
const jonas = await workspace.person('Jonas')
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

const placeOf = async (documentId: string) =>
  (await documentTree(ada)).find(({ id }) => id === documentId)?.parentId

test('moving needs the right to write in both the document and its new parent', async () => {
  const [open, readable] = [await createDocument(ada, {}), await createDocument(ada, {})]
  await setGeneralAccess(ada, { documentId: readable, role: 'commenter' })
  const refused = { code: 'may_not_write' }
  await expect(moveDocument(jonas, { documentId: open, parentId: readable })).rejects.toMatchObject(refused)
  await expect(moveDocument(jonas, { documentId: readable, parentId: open })).rejects.toMatchObject(refused)
  await moveDocument(ada, { documentId: open, parentId: readable })
  expect(await placeOf(open)).toBe(readable)
})

test('a document stays in its workspace, even for a person who is in both', async () => {
  const other = await testWorkspace(database)
  const token = (await createInvitation(other.owner, { role: 'member' })).url.split('/').at(-1) ?? ''
  await acceptInvitation(ada, { token })
  const there = await createDocument(other.owner, { title: 'There' })
  const here = await createDocument(ada, { title: 'Here' })
  const elsewhere = { code: 'parent_elsewhere' }
  await expect(moveDocument(ada, { documentId: here, parentId: there })).rejects.toMatchObject(elsewhere)
  await expect(createDocument(ada, { parentId: there })).rejects.toMatchObject(elsewhere)
})

test('a list has the direct children of a document, those at the top, or all', async () => {
  const { owner } = await testWorkspace(database)
  const top = await createDocument(owner, {})
  const under = await createDocument(owner, { parentId: top })
  const below = await createDocument(owner, { parentId: under })
  const listed = async (input: { parentId?: string | null }) =>
    (await listDocuments(owner, { ...input, limit: 10 })).items.map(({ id }) => id).sort()
  expect(await listed({ parentId: top })).toEqual([under])
  expect(await listed({ parentId: null })).toEqual([top])
  expect(await listed({})).toEqual([top, under, below].sort())
})

/** The outcomes of two calls at the same moment: each has checked its rights, and nothing is committed yet. */
async function atOnce(one: () => Promise<void>, other: () => Promise<void>) {
  const { tx, commit } = await openTransaction(database)
  await tx.query('LOCK TABLE events IN SHARE MODE')
  const both = Promise.allSettled([one(), other()])
  await somebodyWaits(database, 2)
  await commit()
  return await both
}

test('two documents that are put under each other at the same moment form no cycle', async () => {
  const [one, two] = [await createDocument(ada, {}), await createDocument(ada, {})]
  const moves = await atOnce(
    () => moveDocument(ada, { documentId: one, parentId: two }),
    () => moveDocument(ada, { documentId: two, parentId: one }),
  )
  expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect([await placeOf(one), await placeOf(two)].filter((place) => place === null)).toHaveLength(1)
})

test('when two people trash or restore a document at the same moment, it is recorded once', async () => {
  const documentId = await createDocument(ada, {})
  const told = async () =>
    (await database.prisma.event.findMany({ where: { documentId }, orderBy: { sequence: 'asc' } }))
      .map(({ type }) => type)
      .slice(1)
  const input = { documentId }
  await atOnce(
    () => trashDocument(ada, input),
    () => trashDocument(jonas, input),
  )
  expect(await told()).toEqual(['document.trashed'])
  await atOnce(
    () => restoreDocument(ada, input),
    () => restoreDocument(jonas, input),
  )
  expect(await told()).toEqual(['document.trashed', 'document.restored'])
})

test('children of a deleted document move to the top, and folder filters above still match that event', async () => {
  const [folder, hidden] = [await createDocument(ada, { title: 'Folder' }), await createDocument(ada, {})]
  const documentId = await createDocument(ada, { title: 'Goes', parentId: folder })
  const child = await createDocument(ada, { title: 'Stays', parentId: documentId })
  const below = await createDocument(ada, { parentId: child })
  await moveDocument(ada, { documentId: hidden, parentId: documentId })
  await setGeneralAccess(ada, { documentId: hidden, role: null })
  const heard: string[] = []
  const listening = await database.listen('document_changed', (change) => {
    if (change.what === 'meta') heard.push(change.documentId)
  })
  await trashDocument(ada, { documentId })
  expect(await placeOf(child)).toBe(documentId)
  await deleteDocument(ada, { documentId })
  expect([await placeOf(child), await placeOf(hidden), await placeOf(below)]).toEqual([null, null, child])
  const moved = await workspace.eventsOf(child)
  expect(moved.at(-1)).toMatchObject({
    type: 'document.moved',
    data: { document: { title: 'Stays', path: [] }, parentId: null, previousParentId: documentId },
  })
  expect((await workspace.eventsOf(hidden)).at(-1)?.type).toBe('document.moved')
  expect((await workspace.eventsOf(below)).map(({ type }) => type)).toEqual(['document.created'])
  const { rows } = await database.query<{ type: string; ancestors: string[] }>(
    `SELECT type, ancestor_ids AS ancestors FROM events
      WHERE document_id = ANY ($1::uuid[]) AND type IN ('document.moved', 'document.deleted')
      ORDER BY sequence DESC LIMIT 3`,
    [[documentId, child, hidden]],
  )
  expect(rows.map(({ type }) => type)).toEqual(['document.deleted', 'document.moved', 'document.moved'])
  expect(rows[1]?.ancestors).toEqual([documentId, folder])
  await expect.poll(() => heard).toEqual(expect.arrayContaining([child, hidden]))
  listening.stop()
})

test('an image belongs to its document, is for those who may read that, and is deleted with it', async () => {
  const kept = new Map<string, Uint8Array>()
  const services = testServices(database, {
    files: {
      put: async (key, bytes) => void kept.set(key, bytes),
      read: async (key) => kept.get(key) ?? new Uint8Array(),
      delete: async (key) => void kept.delete(key),
    },
  })
  const as = ({ principal }: Context) => asPrincipal(services, principal)
  const [documentId, other] = [await createDocument(ada, {}), await createDocument(jonas, {})]
  await setGeneralAccess(ada, { documentId, role: null })
  const { id: fileId } = await uploadFile(as(ada), { documentId, name: 'dot.gif', bytes: GIF })
  await expect(readFile(as(jonas), { documentId: other, fileId })).rejects.toMatchObject({
    code: 'file_not_found',
  })
  expect(await listFiles(as(jonas), { documentId: other })).toEqual([])
  for (const door of [
    () => readFile(as(jonas), { documentId, fileId }),
    () => listFiles(as(jonas), { documentId }),
    () => uploadFile(as(jonas), { documentId, name: 'dot.gif', bytes: GIF }),
  ])
    await expect(door()).rejects.toMatchObject({ code: 'document_not_found' })
  const { id: userId } = requirePerson(jonas.principal)
  await shareWithPerson(ada, { documentId, userId, role: 'commenter' })
  const { bytes } = await readFile(as(jonas), { documentId, fileId })
  expect(await bytes()).toEqual(GIF)
  await expect(uploadFile(as(jonas), { documentId, name: 'dot.gif', bytes: GIF })).rejects.toMatchObject({
    code: 'may_not_write',
  })
  await trashDocument(ada, { documentId })
  await expect(deleteDocument(as(jonas), { documentId })).rejects.toMatchObject({ kind: 'not_found' })
  await deleteDocument(as(ada), { documentId })
  expect(kept.size).toBe(0)
})

test('an image whose row could not be written leaves no bytes behind', async () => {
  const kept = new Set<string>()
  const documentId = await createDocument(ada, {})
  const services = testServices(database, {
    files: {
      // Deletes the document between the check of the rights and the writing of the row.
      put: async (key) => {
        kept.add(key)
        await trashDocument(ada, { documentId })
        await deleteDocument(ada, { documentId })
      },
      read: async () => new Uint8Array(),
      delete: async (key) => void kept.delete(key),
    },
  })
  const context = asPrincipal(services, ada.principal)
  await expect(uploadFile(context, { documentId, name: 'dot.gif', bytes: GIF })).rejects.toThrow()
  expect(kept.size).toBe(0)
})
