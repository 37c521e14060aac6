/** Bytes that no row names: neither a store that is away nor the end of a process leaves them there for ever. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { testDatabase } from '@quillwire/database/testing'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createDocument } from '../documents/create-document.ts'
import { deleteDocument } from '../documents/delete-document.ts'
import { trashDocument } from '../documents/trash-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import type { FileStore } from './file-store.ts'
import { openFileStore } from './open-file-store.ts'
import { deleteUnusedFiles } from './unused-files.ts'
import { uploadFile } from './upload-file.ts'

const { database } = await testDatabase()
const GIF = Uint8Array.from(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64'))
beforeEach(() => database.query('TRUNCATE unused_files'))

/** A document with two images, in a folder store whose operations the test can replace. */
async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'quillwire-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const files = await openFileStore(pathToFileURL(folder).href)
  const { owner } = await testWorkspace(database)
  const context = (other: Partial<FileStore> = {}) => ({ ...owner, files: { ...files, ...other } })
  const documentId = await createDocument(owner, {})
  const upload = (other?: Partial<FileStore>) =>
    uploadFile(context(other), { documentId, name: 'dot.gif', bytes: GIF })
  await upload()
  await upload()
  const remove = async (other?: Partial<FileStore>) => {
    await trashDocument(owner, { documentId })
    await deleteDocument(context(other), { documentId })
  }
  return { documentId, context, upload, remove, folders: () => readdirSync(folder, { recursive: true }) }
}

/** Acts as if this much time had passed. */
const later = (interval: string) =>
  database.query('UPDATE unused_files SET due_at = due_at - $1::interval', [interval])

const unused = async () => (await database.query('SELECT FROM unused_files')).rows.length

test('deleting a document deletes its files and their folder', async () => {
  const { remove, folders } = await setUp()
  expect(await unused()).toBe(0)
  await remove()
  expect(folders()).toEqual([])
  expect(await unused()).toBe(0)
})

test('a picture stays if its row was committed but the answer was lost', async () => {
  const { documentId, context } = await setUp()
  const transaction: typeof database.transaction = async (work) => {
    await database.transaction(work)
    throw new Error('Connection terminated unexpectedly')
  }
  const deaf = { ...context(), database: { ...database, transaction } }
  await expect(uploadFile(deaf, { documentId, name: 'dot.gif', bytes: GIF })).rejects.toThrow('terminated')
  await later('3 hours')
  await deleteUnusedFiles(context())
  const rows = await database.prisma.file.findMany({ where: { documentId } })
  expect(rows).toHaveLength(3)
  for (const { storageKey } of rows) expect(await context().files.read(storageKey)).toEqual(GIF)
})

test('what the store refuses is deleted once it accepts that', async () => {
  const { context, remove, folders } = await setUp()
  const away = { delete: () => Promise.reject(new Error('the bucket is away')) }
  await remove(away)
  await later('1 hour')
  await expect(deleteUnusedFiles(context(away))).rejects.toMatchObject({
    message: expect.stringContaining('refused 2'),
    cause: { message: 'the bucket is away' },
  })
  expect(folders()).toHaveLength(3)
  expect(await deleteUnusedFiles(context()), 'not at once again').toBe(0)
  await later('1 hour')
  expect(await deleteUnusedFiles(context())).toBe(2)
  expect(folders()).toEqual([])
  expect(await unused()).toBe(0)
})

test('one file that cannot be deleted does not hold up the others', async () => {
  const { documentId, context, remove, folders } = await setUp()
  let first = ''
  await remove({
    async delete(key) {
      first ||= key
      if (key === first) throw new Error('not this one')
      await context().files.delete(key)
    },
  })
  expect(folders()).toEqual([documentId, first])
  await later('1 hour')
  expect(await deleteUnusedFiles(context())).toBe(1)
  expect(folders()).toEqual([])
})

test('what a process that ends between the commit and the deletion leaves is deleted later', async () => {
  const { context, remove, folders } = await setUp()
  // The deletion never returns.
  void remove({ delete: () => new Promise(() => {}) })
  await vi.waitFor(async () => expect(await unused()).toBe(2))
  expect(await deleteUnusedFiles(context())).toBe(2)
  expect(folders()).toEqual([])
})

test('so is what one that ends during an upload leaves, while an upload in progress is left alone', async () => {
  const { context, upload, folders } = await setUp()
  const { files } = context()
  void upload({ put: (...file) => files.put(...file).then(() => new Promise(() => {})) })
  await vi.waitFor(() => expect(folders()).toHaveLength(4))
  expect(await deleteUnusedFiles(context())).toBe(0)
  await later('1 hour')
  expect(await deleteUnusedFiles(context())).toBe(1)
  expect(folders()).toHaveLength(3)
})

test('an upload that resumes after its bytes may have been deleted is refused', async () => {
  const { upload, folders } = await setUp()
  const slow = upload({ put: () => later('1 hour').then(() => {}) })
  await expect(slow).rejects.toMatchObject({ code: 'changed_meanwhile' })
  expect(folders()).toHaveLength(3)
})

test('what a row names is not deleted, whatever the notes say', async () => {
  const { context, folders } = await setUp()
  await database.query('INSERT INTO unused_files (storage_key) SELECT storage_key FROM files')
  await later('1 hour')
  expect(await deleteUnusedFiles(context())).toBe(0)
  expect(folders()).toHaveLength(3)
  expect(await unused()).toBe(0)
})
