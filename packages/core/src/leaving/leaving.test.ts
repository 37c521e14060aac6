/** What a person who is removed, leaves, or is no longer an admin can still use, and what becomes of what they made. */
import { testDatabase } from '@quillwire/database/testing'
import { beforeEach, expect, test } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import { createApiKey } from '../api-keys/create-api-key.ts'
import { findApiKey } from '../api-keys/find-api-key.ts'
import { listApiKeys } from '../api-keys/list-api-keys.ts'
import { renewApiKey } from '../api-keys/renew-api-key.ts'
import { revokeApiKey } from '../api-keys/revoke-api-key.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { getDocument } from '../documents/get-document.ts'
import { acceptInvitation } from '../invitations/accept-invitation.ts'
import { createInvitation } from '../invitations/create-invitation.ts'
import { listInvitations } from '../invitations/list-invitations.ts'
import { createShareLink } from '../sharing/create-share-link.ts'
import { listShareLinks } from '../sharing/list-share-links.ts'
import { openShareLink } from '../sharing/open-share-link.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { shareWithPerson } from '../sharing/share-with-person.ts'
import { unshareWithPerson } from '../sharing/unshare-with-person.ts'
import { type TestWorkspace, testWorkspace } from '../testing/test-workspace.ts'
import { changeMemberRole } from '../workspaces/change-member-role.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { countLeftBehind } from './count-left-behind.ts'

const { database } = await testDatabase()
let workspace: TestWorkspace
let ada: Context
let jonas: Context

beforeEach(async () => {
  workspace = await testWorkspace(database)
  ada = workspace.owner
  jonas = await workspace.person('Jonas', 'admin')
})

const idOf = ({ principal }: Context) => requirePerson(principal).id
const tokenOf = ({ url }: { url: string }) => url.split('/').at(-1) ?? ''
const remove = (by = ada) => removeMember(by, { userId: idOf(jonas) })
const demote = (role: 'member' | 'guest' = 'member') => changeMemberRole(ada, { userId: idOf(jonas), role })

async function privateDocument(by: Context) {
  const documentId = await createDocument(by, { title: 'Private' })
  await setGeneralAccess(by, { documentId, role: null })
  return documentId
}

const departures: [string, () => Promise<void>][] = [
  ['is taken out', () => remove()],
  ['leaves', () => remove(jonas)],
  ['becomes a member', () => demote()],
  ['becomes a guest', () => demote('guest')],
]

test.each(departures)('the keys of an admin who %s end, and an admin can renew them', async (_, depart) => {
  const made = await createApiKey(jonas, { name: 'CRM', scopes: ['events:read', 'documents:read'] })
  const hers = await createApiKey(ada, { name: 'Hers', scopes: ['events:read'] })
  await depart()
  expect(await findApiKey(workspace.services, made.key)).toBeNull()
  expect(await findApiKey(workspace.services, hers.key)).not.toBeNull()
  expect(await listApiKeys(ada)).toMatchObject([
    { id: hers.id, endedAt: null, createdBy: { name: 'Ada', gone: false } },
    { id: made.id, endedAt: expect.any(Date), createdBy: { name: 'Jonas', gone: true } },
  ])
  const renewed = await renewApiKey(ada, { id: made.id })
  expect(renewed).toMatchObject({ id: made.id, endedAt: null, createdBy: { name: 'Ada', gone: false } })
  expect(await findApiKey(workspace.services, made.key)).toBeNull()
  expect(await findApiKey(workspace.services, renewed.key)).toMatchObject({
    id: made.id,
    scopes: ['events:read', 'documents:read'],
  })
  await expect(renewApiKey(ada, { id: made.id })).rejects.toMatchObject({ code: 'api_key_works' })
})

test('a key that ended can be revoked for good, and is renewed by admins alone', async () => {
  const { id } = await createApiKey(jonas, { name: 'CRM', scopes: ['events:read'] })
  await demote()
  const member = { ...jonas, principal: { ...requirePerson(jonas.principal), membership: null } }
  await expect(renewApiKey(member, { id })).rejects.toMatchObject({ code: 'no_workspace' })
  const stranger = (await testWorkspace(database)).owner
  await expect(renewApiKey(stranger, { id })).rejects.toMatchObject({ code: 'api_key_not_found' })
  await revokeApiKey(ada, { id })
  expect(await listApiKeys(ada)).toEqual([])
  await expect(renewApiKey(ada, { id })).rejects.toMatchObject({ code: 'api_key_not_found' })
})

test.each(departures)(
  'an admin who %s cannot come back through an invitation link that they could see',
  async (_, depart) => {
    const links = [
      await createInvitation(jonas, { role: 'admin' }),
      await createInvitation(ada, { role: 'admin' }),
      await createInvitation(ada, { role: 'member' }),
    ]
    await depart()
    expect(await listInvitations(ada)).toEqual([])
    for (const link of links)
      await expect(acceptInvitation(jonas, { token: tokenOf(link) })).rejects.toMatchObject({
        code: 'invitation_ended',
      })
  },
)

test('an admin who was made a member and leaves does not come back as an admin', async () => {
  const link = await createInvitation(jonas, { role: 'admin' })
  await demote()
  await remove(jonas)
  await expect(acceptInvitation(jonas, { token: tokenOf(link) })).rejects.toMatchObject({
    code: 'invitation_ended',
  })
})

test('a member who becomes a guest or is removed cannot come back through the link they joined by', async () => {
  for (const goes of [
    (userId: string) => changeMemberRole(ada, { userId, role: 'guest' }),
    (userId: string) => removeMember(ada, { userId }),
  ]) {
    const [link, other] = [
      await createInvitation(ada, { role: 'member' }),
      await createInvitation(ada, { role: 'member' }),
    ]
    const mia = await (await testWorkspace(database)).person('Mia')
    await acceptInvitation(mia, { token: tokenOf(link) })
    await goes(idOf(mia))
    const open = (await listInvitations(ada)).map(({ id }) => id)
    expect(open).toContain(other.id)
    expect(open).not.toContain(link.id)
  }
})

test('a member who leaves of their own accord may come back through the link that let them in', async () => {
  const link = await createInvitation(ada, { role: 'member' })
  const mia = await (await testWorkspace(database)).person('Mia')
  await acceptInvitation(mia, { token: tokenOf(link) })
  const hers = {
    ...mia,
    principal: {
      ...requirePerson(mia.principal),
      membership: { workspaceId: workspace.id, workspaceName: 'W', role: 'member' as const },
    },
  }
  await removeMember(hers, { userId: idOf(mia) })
  expect(await acceptInvitation(mia, { token: tokenOf(link) })).toMatchObject({ role: 'member' })
})

test('share links made by a person or their key end when the person is removed, and others continue', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const key = await createApiKey(jonas, { name: 'CRM', scopes: ['documents:write'] })
  const program: Context = {
    ...ada,
    principal: { type: 'api_key', id: key.id, name: 'CRM', workspaceId: workspace.id, scopes: key.scopes },
  }
  const [his, byKey, hers] = [
    await createShareLink(jonas, { documentId, role: 'editor' }),
    await createShareLink(program, { documentId, role: 'viewer' }),
    await createShareLink(ada, { documentId, role: 'viewer' }),
  ]
  expect((await listShareLinks(ada, { documentId })).map(({ createdBy }) => createdBy?.name)).toEqual([
    'Ada',
    'CRM',
    'Jonas',
  ])
  await remove()
  for (const link of [his, byKey])
    await expect(openShareLink(database, tokenOf(link))).rejects.toMatchObject({ code: 'share_link_ended' })
  expect(await openShareLink(database, tokenOf(hers))).toEqual({ documentId })
  const revoked = (await workspace.eventsOf(documentId)).filter(({ type }) => type === 'share_link.revoked')
  expect(revoked.map(({ data }) => data.link.id).sort()).toEqual([his.id, byKey.id].sort())
})

test('share links are kept if an admin says so, and show that their maker is gone', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const link = await createShareLink(jonas, { documentId, role: 'viewer' })
  await demote()
  expect(await listShareLinks(ada, { documentId })).toMatchObject([{ createdBy: { gone: false } }])
  await removeMember(ada, { userId: idOf(jonas), keepShareLinks: true })
  expect(await openShareLink(database, tokenOf(link))).toEqual({ documentId })
  expect(await listShareLinks(ada, { documentId })).toMatchObject([
    { id: link.id, createdBy: { type: 'user', name: 'Jonas', gone: true } },
  ])
})

test('a person who leaves cannot decide to keep their own links', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const link = await createShareLink(jonas, { documentId, role: 'viewer' })
  await removeMember(jonas, { userId: idOf(jonas), keepShareLinks: true })
  await expect(openShareLink(database, tokenOf(link))).rejects.toMatchObject({ code: 'share_link_ended' })
})

test('a document that nobody else could edit goes to the owner who removes its editor', async () => {
  const second = await workspace.person('Second', 'owner')
  const alone = await privateDocument(jonas)
  const read = await privateDocument(jonas)
  await shareWithPerson(jonas, { documentId: read, userId: idOf(second), role: 'viewer' })
  const shared = await privateDocument(jonas)
  const mia = await workspace.person('Mia')
  await shareWithPerson(jonas, { documentId: shared, userId: idOf(mia), role: 'editor' })
  await remove(second)
  for (const documentId of [alone, read])
    expect(await getDocument(second, { documentId })).toMatchObject({ role: 'owner' })
  for (const [context, documentId] of [
    [ada, alone],
    [ada, shared],
    [second, shared],
    [jonas, alone],
  ] as const)
    await expect(getDocument(context, { documentId })).rejects.toMatchObject({ code: 'document_not_found' })
  expect(await getDocument(mia, { documentId: shared })).toMatchObject({ role: 'editor' })
  expect((await workspace.eventsOf(alone)).at(-1)).toMatchObject({
    type: 'document.shared',
    actor: { name: 'Second' },
    data: { with: { person: { name: 'Second' } }, role: 'owner' },
  })
  // Mia was the last who could edit it.
  await removeMember(ada, { userId: idOf(mia) })
  expect(await getDocument(ada, { documentId: shared })).toMatchObject({ role: 'owner' })
})

test.each([
  ['an admin takes them out', async () => remove(await workspace.person('Admin', 'admin'))],
  ['they leave', () => remove(jonas)],
])('where %s, it goes to whoever has been an owner of the workspace the longest', async (_, depart) => {
  await workspace.person('Second', 'owner')
  const documentId = await privateDocument(jonas)
  await depart()
  expect(await getDocument(ada, { documentId })).toMatchObject({ role: 'owner' })
})

test('nobody can take such a document from its new owner, and it can be handed over again', async () => {
  const documentId = await privateDocument(jonas)
  await remove()
  const mia = await workspace.person('Mia', 'owner')
  await shareWithPerson(ada, { documentId, userId: idOf(mia), role: 'editor' })
  const refused = { code: 'person_is_owner' }
  const ofAda = { documentId, userId: idOf(ada) }
  await expect(shareWithPerson(mia, { ...ofAda, role: 'viewer' })).rejects.toMatchObject(refused)
  await expect(unshareWithPerson(mia, ofAda)).rejects.toMatchObject(refused)
  await unshareWithPerson(mia, { documentId, userId: idOf(mia) })
  await removeMember(ada, { userId: idOf(ada) })
  expect(await getDocument(mia, { documentId })).toMatchObject({ role: 'owner' })
})

test('a document that only a key could edit waits for the key to be renewed, and is handed over when it is revoked', async () => {
  const { id, scopes } = await createApiKey(jonas, { name: 'CRM', scopes: ['documents:write'] })
  const program: Context = {
    ...ada,
    principal: { type: 'api_key', id, name: 'CRM', workspaceId: workspace.id, scopes },
  }
  const documentId = await privateDocument(program)
  await remove()
  await expect(getDocument(ada, { documentId })).rejects.toMatchObject({ code: 'document_not_found' })
  await revokeApiKey(ada, { id })
  expect(await getDocument(ada, { documentId })).toMatchObject({ role: 'owner' })
})

test('admins and the person themselves are told beforehand how much would end', async () => {
  const nothing = {
    apiKeys: 0,
    webhookEndpoints: 0,
    incomingHooks: 0,
    invitations: 0,
    shareLinks: 0,
    documents: 0,
  }
  const documentId = await privateDocument(jonas)
  await createShareLink(jonas, { documentId, role: 'viewer' })
  for (const name of ['CRM', 'Shop']) await createApiKey(jonas, { name, scopes: ['events:read'] })
  await createInvitation(ada, { role: 'member' })
  const userId = idOf(jonas)
  expect(await countLeftBehind(ada, { userId })).toEqual({
    ...nothing,
    apiKeys: 2,
    invitations: 1,
    shareLinks: 1,
    documents: 1,
  })
  expect(await countLeftBehind(jonas, { userId })).toMatchObject({ apiKeys: 2, documents: 1 })
  expect(await countLeftBehind(ada, { userId, role: 'member' })).toEqual({
    ...nothing,
    apiKeys: 2,
    invitations: 1,
  })
  expect(await countLeftBehind(ada, { userId, role: 'owner' })).toEqual(nothing)
  const mia = await workspace.person('Mia')
  await expect(countLeftBehind(mia, { userId })).rejects.toMatchObject({ code: 'may_not_manage_members' })
  const stranger = (await testWorkspace(database)).owner
  await expect(countLeftBehind(stranger, { userId })).rejects.toMatchObject({ code: 'member_not_found' })
})
