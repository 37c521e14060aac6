import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test, vi } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { shareWithPerson } from '../sharing/share-with-person.ts'
import { unshareWithPerson } from '../sharing/unshare-with-person.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { changeMemberRole } from '../workspaces/change-member-role.ts'
import { addMember } from '../workspaces/create-workspace.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { changeDocument } from './change-document.ts'
import { createDocument } from './create-document.ts'
import { deleteDocument } from './delete-document.ts'
import { documentTree } from './document-tree.ts'
import { restoreDocument, trashDocument } from './trash-document.ts'
import { lookAtTree } from './tree-version.ts'
import { writeContent } from './write-content.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner } = workspace

async function readTree(context: Context) {
  const { version } = await lookAtTree(context)
  return { version, tree: await documentTree(context) }
}

/** A changed tree is read again until all transactions on the server, such as those of other tests, have ended. */
function settledTree(context: Context) {
  return vi.waitFor(async () => {
    const read = await readTree(context)
    expect(await holds(context, read.version)).toBe(true)
    return read
  })
}

async function holds(context: Context, version: string) {
  return (await lookAtTree(context, [version])).unchanged === version
}

test('any change of a person’s tree invalidates the version that they know', async () => {
  const jonas = await workspace.person('Jonas')
  const { principal } = jonas
  const userId = principal.type === 'user' ? principal.id : ''
  const folder = await createDocument(owner, { title: 'Folder' })
  const documentId = await createDocument(owner, { title: 'Plan' })
  const changes: [string, () => Promise<unknown>][] = [
    ['created', () => createDocument(owner, { title: 'New', parentId: folder })],
    ['renamed', () => changeDocument(owner, { documentId, title: 'Plan B' })],
    ['moved', () => changeDocument(owner, { documentId, parentId: folder })],
    ['readable', () => setGeneralAccess(owner, { documentId, role: 'viewer' })],
    ['closed', () => setGeneralAccess(owner, { documentId, role: null })],
    ['opened', () => shareWithPerson(owner, { documentId, userId, role: 'viewer' })],
    ['writable', () => shareWithPerson(owner, { documentId, userId, role: 'editor' })],
    ['taken away', () => unshareWithPerson(owner, { documentId, userId })],
    ['opened to all', () => setGeneralAccess(owner, { documentId, role: 'editor' })],
    ['a guest', () => changeMemberRole(owner, { userId, role: 'guest' })],
    ['a member', () => changeMemberRole(owner, { userId, role: 'member' })],
    ['trashed', () => trashDocument(owner, { documentId: folder })],
    ['restored', () => restoreDocument(owner, { documentId: folder })],
    ['trashed again', () => trashDocument(owner, { documentId: folder })],
    ['deleted', () => deleteDocument(owner, { documentId: folder })],
  ]
  for (const [what, change] of changes) {
    const before = await settledTree(jonas)
    await change()
    const after = await readTree(jonas)
    if (what !== 'deleted') expect(after.tree, what).not.toEqual(before.tree)
    expect(await holds(jonas, before.version), what).toBe(false)
  }
})

test('so do leaving and coming back, and for an owner, being handed documents', async () => {
  const mia = await workspace.person('Mia')
  const { id: userId, name, email } = requirePerson(mia.principal)
  const leaves = () => removeMember(owner, { userId })
  const comesBack = () =>
    database.transaction((tx) => addMember(tx, workspace.id, { id: userId, name, email }, 'member'))
  const given = await createDocument(owner, { title: 'For Mia' })
  await setGeneralAccess(owner, { documentId: given, role: null })
  await shareWithPerson(owner, { documentId: given, userId, role: 'viewer' })
  const hers = await settledTree(mia)
  await leaves()
  await comesBack()
  expect((await readTree(mia)).tree).not.toEqual(hers.tree)
  expect(await holds(mia, hers.version)).toBe(false)

  const documentId = await createDocument(mia, { title: 'Diary' })
  await setGeneralAccess(mia, { documentId, role: null })
  const theirs = await settledTree(owner)
  await leaves()
  expect((await readTree(owner)).tree).not.toEqual(theirs.tree)
  expect(await holds(owner, theirs.version)).toBe(false)
})

test('writing in documents does not', async () => {
  const documentId = await createDocument(owner, { title: 'Plan' })
  const { version } = await settledTree(owner)
  await writeContent(owner, { documentId, markdown: 'More text.', place: 'end' })
  expect(await holds(owner, version)).toBe(true)
})

test('a change that was under way while the tree was read is not missed, whatever was committed before it', async () => {
  const documentId = await createDocument(owner, { title: 'Slow' })
  const { tx, commit } = await openTransaction(database)
  await tx.query(`UPDATE documents SET title = 'Slow change' WHERE id = $1::uuid`, [documentId])
  await createDocument(owner, { title: 'Fast' })
  const { version } = await readTree(owner)
  await tx.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data)
     SELECT uuidv7(), $1::uuid, generation, 'document.renamed', '{}', '{}' FROM event_log`,
    [workspace.id],
  )
  await commit()
  expect(await holds(owner, version)).toBe(false)
})

test('a version is valid for one reader with the same rights, on this database, for ten minutes', async () => {
  const mia = await workspace.person('Mia')
  const { version: known } = await settledTree(owner)
  expect(await holds(mia, known)).toBe(false)
  const later = { ...owner, now: () => new Date(Date.now() + 600_000) }
  expect(await holds(later, known)).toBe(false)
  const [, ...rest] = known.split('.')
  expect(await holds(owner, [7, ...rest].join('.'))).toBe(false)
  // As after going back to a backup: its transactions are still to come.
  const [generation, , ...since] = known.split('.')
  expect(await holds(owner, [generation, '999999999', ...since].join('.'))).toBe(false)
  for (const foreign of ['', 'abc', `${known}x`, `0.${'9'.repeat(40)}.1.x`])
    expect((await lookAtTree(owner, [foreign])).unchanged).toBeNull()
  expect((await lookAtTree(owner, ['abc', known])).unchanged).toBe(known)
})

test('checking a version reads neither the documents nor the saves since', async () => {
  const { version } = await settledTree(owner)
  await database.query('VACUUM ANALYZE events')
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data)
     SELECT uuidv7(), $1::uuid, generation, 'document.saved', '{}', '{}' FROM event_log, generate_series(1, 5000)`,
    [workspace.id],
  )
  const read = await rowsRead(database, async (counted) => {
    expect(await holds({ ...owner, database: counted }, version)).toBe(true)
  })
  expect(read.documents ?? 0).toBe(0)
  expect(read.events ?? 0).toBeLessThan(30)
})
