/** Who may share a document with whom, and undo that. */
import { testDatabase } from '@quillwire/database/testing'
import { beforeEach, expect, test } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { getDocument } from '../documents/get-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { createShareLink } from './create-share-link.ts'
import { listAccess } from './list-access.ts'
import { listShareLinks } from './list-share-links.ts'
import { revokeShareLink } from './revoke-share-link.ts'
import { setGeneralAccess } from './set-general-access.ts'
import { shareWithPerson } from './share-with-person.ts'
import { unshareWithPerson } from './unshare-with-person.ts'
import { updateShareLink } from './update-share-link.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner: ada } = workspace
const jonas = await workspace.person('Jonas')
const mia = await workspace.person('Mia')
let documentId: string

beforeEach(async () => {
  documentId = await createDocument(ada, { title: 'Plan' })
  await setGeneralAccess(ada, { documentId, role: null })
})

const idOf = ({ principal }: Context) => requirePerson(principal).id
const give = (to: Context, role: 'viewer' | 'commenter' | 'editor', by = ada) =>
  shareWithPerson(by, { documentId, userId: idOf(to), role })
const take = (from: Context, by = ada) => unshareWithPerson(by, { documentId, userId: idOf(from) })
const newsOf = async () => (await workspace.eventsOf(documentId)).slice(2).map(({ type }) => type)

test('a commenter cannot share or unshare with others, but may give up their own role', async () => {
  await give(jonas, 'commenter')
  await give(mia, 'viewer')
  const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
  const doors = [
    () => give(mia, 'editor', jonas),
    () => take(mia, jonas),
    () => setGeneralAccess(jonas, { documentId, role: 'editor' }),
    () => createShareLink(jonas, { documentId, role: 'viewer' }),
    () => listShareLinks(jonas, { documentId }),
    () => updateShareLink(jonas, { documentId, id, role: 'editor' }),
    () => revokeShareLink(jonas, { documentId, id }),
  ]
  for (const door of doors) await expect(door()).rejects.toMatchObject({ code: 'may_not_share' })
  await take(jonas, jonas)
  await expect(getDocument(jonas, { documentId })).rejects.toMatchObject({ code: 'document_not_found' })
  expect(await getDocument(mia, { documentId })).toMatchObject({ role: 'viewer' })
})

test('a role is given once, only to members, and never to the maker of the document', async () => {
  await give(jonas, 'viewer')
  await give(jonas, 'viewer')
  await give(jonas, 'editor')
  expect(await newsOf()).toEqual(['document.shared', 'document.share_updated'])
  await expect(give(ada, 'viewer', jonas)).rejects.toMatchObject({ code: 'creator_is_owner' })
  const stranger = (await testWorkspace(database)).owner
  await expect(give(stranger, 'viewer')).rejects.toMatchObject({ code: 'not_a_member' })
  await expect(take(mia)).rejects.toMatchObject({ code: 'access_not_found' })
})

test('sharing, changing and unsharing are each recorded once, with the person and the previous role', async () => {
  for (const role of ['viewer', 'viewer', 'commenter', null, null] as const)
    await setGeneralAccess(ada, { documentId, role })
  await give(jonas, 'viewer')
  await give(jonas, 'editor')
  await take(jonas)
  const end = new Date(Date.now() + 3_600_000)
  const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
  await updateShareLink(ada, { documentId, id, role: 'editor', expiresAt: end })
  await revokeShareLink(ada, { documentId, id })
  const news = (await workspace.eventsOf(documentId)).slice(2)
  const [everyone, him] = [{ type: 'workspace' }, { type: 'person', person: { name: 'Jonas' } }]
  const changed = { id, role: 'editor', expiresAt: end.toISOString() }
  expect(news).toMatchObject([
    { type: 'document.shared', data: { with: everyone, role: 'viewer' } },
    { type: 'document.share_updated', data: { with: everyone, role: 'commenter', previousRole: 'viewer' } },
    { type: 'document.unshared', data: { with: everyone, previousRole: 'commenter' } },
    { type: 'document.shared', data: { with: him, role: 'viewer' } },
    { type: 'document.share_updated', data: { with: him, role: 'editor', previousRole: 'viewer' } },
    { type: 'document.unshared', data: { with: him, previousRole: 'editor' } },
    { type: 'share_link.created', data: { link: { id, role: 'viewer', expiresAt: null } } },
    { type: 'share_link.updated', data: { link: changed } },
    { type: 'share_link.revoked', data: { link: changed } },
  ])
  for (const { actor } of news) expect(actor).toMatchObject({ type: 'user', id: idOf(ada) })
})

test('a link is changed and revoked only through its own document, and once', async () => {
  const other = await createDocument(jonas, { title: 'His' })
  const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
  const { id: his } = await createShareLink(jonas, { documentId: other, role: 'viewer' })
  const notFound = { code: 'share_link_not_found' }
  await expect(updateShareLink(jonas, { documentId: other, id, role: 'editor' })).rejects.toMatchObject(
    notFound,
  )
  await expect(revokeShareLink(jonas, { documentId: other, id })).rejects.toMatchObject(notFound)
  expect(await listShareLinks(jonas, { documentId: other })).toMatchObject([{ id: his }])
  expect(await listShareLinks(ada, { documentId })).toMatchObject([{ id, role: 'viewer' }])
  await revokeShareLink(ada, { documentId, id })
  await expect(updateShareLink(ada, { documentId, id, role: 'editor' })).rejects.toMatchObject(notFound)
  expect(await listShareLinks(ada, { documentId })).toEqual([])
})

test('a link opens its own document and no other, and nothing once it is revoked', async () => {
  const other = await createDocument(ada, { title: 'Another' })
  await setGeneralAccess(ada, { documentId: other, role: null })
  const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
  const visitor: Context = { ...ada, principal: { type: 'guest', name: 'Guest', shareLinkIds: [id] } }
  expect(await getDocument(visitor, { documentId })).toMatchObject({ role: 'viewer' })
  const notFound = { code: 'document_not_found' }
  await expect(getDocument(visitor, { documentId: other })).rejects.toMatchObject(notFound)
  await revokeShareLink(ada, { documentId, id })
  await expect(getDocument(visitor, { documentId })).rejects.toMatchObject(notFound)
})

test('a guest of the workspace sees who was named, and neither the others nor an address', async () => {
  const guest = await workspace.person('Gast', 'guest')
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  await give(guest, 'viewer')
  const { items } = await listAccess(guest, { documentId })
  expect(items.map(({ user, source }) => [user.name, user.email, source])).toEqual([
    ['Ada', null, 'creator'],
    ['Gast', null, 'grant'],
  ])
})

test('the last editor of a document whose maker is gone keeps the right until somebody else has it', async () => {
  const { owner, person } = await testWorkspace(database)
  const [maker, eve] = [await person('Maker'), await person('Eve')]
  documentId = await createDocument(maker, {})
  await shareWithPerson(maker, { documentId, userId: idOf(eve), role: 'editor' })
  await removeMember(owner, { userId: idOf(maker) })
  await setGeneralAccess(eve, { documentId, role: null })
  const lastEditor = { code: 'last_editor' }
  await expect(take(eve, eve)).rejects.toMatchObject(lastEditor)
  await expect(give(eve, 'viewer', eve)).rejects.toMatchObject(lastEditor)
  await setGeneralAccess(eve, { documentId, role: 'editor' })
  await take(eve, eve)
  await expect(setGeneralAccess(owner, { documentId, role: null })).rejects.toMatchObject(lastEditor)
  await give(owner, 'editor', owner)
  await setGeneralAccess(owner, { documentId, role: null })
  expect(await getDocument(owner, { documentId })).toMatchObject({ role: 'editor' })
})
