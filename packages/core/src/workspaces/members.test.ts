/** Who may change and remove whom, and what remains when somebody leaves. */
import { testDatabase } from '@quillwire/database/testing'
import { beforeEach, expect, test } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { getDocument } from '../documents/get-document.ts'
import { acceptInvitation } from '../invitations/accept-invitation.ts'
import { createInvitation } from '../invitations/create-invitation.ts'
import { listInvitations } from '../invitations/list-invitations.ts'
import { revokeInvitation } from '../invitations/revoke-invitation.ts'
import { listAccess } from '../sharing/list-access.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { shareWithPerson } from '../sharing/share-with-person.ts'
import { type TestWorkspace, testWorkspace } from '../testing/test-workspace.ts'
import { changeMemberRole } from './change-member-role.ts'
import { listMembers } from './list-members.ts'
import { removeMember } from './remove-member.ts'

const { database } = await testDatabase()
let workspace: TestWorkspace
let ada: Context
let admin: Context

beforeEach(async () => {
  workspace = await testWorkspace(database)
  ada = workspace.owner
  admin = await workspace.person('Admin', 'admin')
})

const idOf = ({ principal }: Context) => requirePerson(principal).id
const rolesOf = async () =>
  Object.fromEntries((await listMembers(ada)).map(({ user, role }) => [user.name, role]))

test('people are listed by name as in an address book, whatever the collation of the database', async () => {
  for (const name of ['Zoë', 'anna', 'Émile', 'de Vries', 'Eve']) {
    const id = idOf(await workspace.person('Somebody'))
    await database.prisma.user.update({ where: { id }, data: { name } })
  }
  const names = ['Ada', 'Admin', 'anna', 'de Vries', 'Émile', 'Eve', 'Zoë']
  expect((await listMembers(ada)).map(({ user }) => user.name)).toEqual(names)
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { items } = await listAccess(ada, { documentId })
  // Ada created the document, so she comes first.
  expect(items.map(({ user }) => user.name)).toEqual(names)
  expect(items.map(({ source }) => source)).toEqual(['creator', ...Array(6).fill('workspace')])
})

test('a workspace keeps its last owner, even if two owners leave at once', async () => {
  const lastOwner = { code: 'last_owner' }
  await expect(removeMember(ada, { userId: idOf(ada) })).rejects.toMatchObject(lastOwner)
  await expect(changeMemberRole(ada, { userId: idOf(ada), role: 'admin' })).rejects.toMatchObject(lastOwner)
  const jonas = await workspace.person('Jonas', 'owner')
  const gone = await Promise.allSettled([
    removeMember(ada, { userId: idOf(ada) }),
    changeMemberRole(jonas, { userId: idOf(jonas), role: 'member' }),
  ])
  expect(gone.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const owners = { workspaceId: workspace.id, role: 'owner' } as const
  expect(await database.prisma.member.count({ where: owners })).toBe(1)
})

test('when two admins remove or demote each other at once, one stays an admin', async () => {
  const other = await workspace.person('Other', 'admin')
  for (const act of [
    (by: Context, userId: string) => changeMemberRole(by, { userId, role: 'member' }),
    (by: Context, userId: string) => removeMember(by, { userId }),
  ]) {
    for (const person of [admin, other]) await changeMemberRole(ada, { userId: idOf(person), role: 'admin' })
    const done = await Promise.allSettled([act(admin, idOf(other)), act(other, idOf(admin))])
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  }
})

test('only owners can create, change and remove owners', async () => {
  const jonas = await workspace.person('Jonas')
  const doors = [
    () => changeMemberRole(admin, { userId: idOf(jonas), role: 'owner' }),
    () => changeMemberRole(admin, { userId: idOf(ada), role: 'member' }),
    () => removeMember(admin, { userId: idOf(ada) }),
  ]
  await workspace.person('Another', 'owner')
  for (const door of doors) await expect(door()).rejects.toMatchObject({ code: 'may_not_manage_owners' })
  await changeMemberRole(admin, { userId: idOf(jonas), role: 'guest' })
  await changeMemberRole(ada, { userId: idOf(admin), role: 'owner' })
  expect(await rolesOf()).toEqual({ Ada: 'owner', Admin: 'owner', Another: 'owner', Jonas: 'guest' })
})

test('members manage nobody, but may leave', async () => {
  const [jonas, mia] = [await workspace.person('Jonas'), await workspace.person('Mia')]
  const refused = { code: 'may_not_manage_members' }
  await expect(removeMember(jonas, { userId: idOf(mia) })).rejects.toMatchObject(refused)
  await expect(changeMemberRole(jonas, { userId: idOf(jonas), role: 'admin' })).rejects.toMatchObject(refused)
  await removeMember(jonas, { userId: idOf(jonas) })
  expect(await rolesOf()).toEqual({ Ada: 'owner', Admin: 'admin', Mia: 'member' })
})

test('people of another workspace are out of reach', async () => {
  const stranger = (await testWorkspace(database)).owner
  const notFound = { code: 'member_not_found' }
  await expect(removeMember(ada, { userId: idOf(stranger) })).rejects.toMatchObject(notFound)
  await expect(changeMemberRole(ada, { userId: idOf(stranger), role: 'guest' })).rejects.toMatchObject(
    notFound,
  )
  const { id } = await createInvitation(stranger, { role: 'guest' })
  expect(await listInvitations(ada)).toEqual([])
  await expect(revokeInvitation(ada, { id })).rejects.toMatchObject({ code: 'invitation_not_found' })
  expect(await listInvitations(stranger)).toMatchObject([{ id }])
})

test('a person who leaves loses what was shared with them here, and nobody else loses anything', async () => {
  const [jonas, mia] = [await workspace.person('Jonas'), await workspace.person('Mia')]
  const elsewhere = await testWorkspace(database)
  const token = (await createInvitation(elsewhere.owner, { role: 'admin' })).url.split('/').at(-1) ?? ''
  await acceptInvitation(jonas, { token })
  const membership = { workspaceId: elsewhere.id, workspaceName: 'Elsewhere', role: 'admin' as const }
  const hisThere = { ...jonas, principal: { ...requirePerson(jonas.principal), membership } }
  const { id: invitationId } = await createInvitation(hisThere, { role: 'guest' })
  const closed = async (owner: Context, people: Context[]) => {
    const documentId = await createDocument(owner, { title: 'Plan' })
    await setGeneralAccess(owner, { documentId, role: null })
    for (const person of people)
      await shareWithPerson(owner, { documentId, userId: idOf(person), role: 'viewer' })
    return documentId
  }
  const [here, there] = [await closed(ada, [jonas, mia]), await closed(elsewhere.owner, [jonas])]
  await removeMember(ada, { userId: idOf(jonas) })
  // Invited again, they start afresh.
  const again = (await createInvitation(ada, { role: 'guest' })).url.split('/').at(-1) ?? ''
  await acceptInvitation(jonas, { token: again })
  await expect(getDocument(jonas, { documentId: here })).rejects.toMatchObject({ code: 'document_not_found' })
  expect(await getDocument(mia, { documentId: here })).toMatchObject({ role: 'viewer' })
  expect(await getDocument(jonas, { documentId: there })).toMatchObject({ role: 'viewer' })
  expect((await listInvitations(elsewhere.owner)).map(({ id }) => id)).toContain(invitationId)
})

test('an invitation cannot make an owner, and changes nothing for existing members', async () => {
  await expect(createInvitation(ada, { role: 'owner' })).rejects.toMatchObject({ code: 'role_not_invitable' })
  const token = (await createInvitation(ada, { role: 'guest' })).url.split('/').at(-1) ?? ''
  expect(await acceptInvitation(admin, { token })).toMatchObject({ role: 'admin' })
  expect(await rolesOf()).toEqual({ Ada: 'owner', Admin: 'admin' })
})
