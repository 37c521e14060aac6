/** What the migration does with what people left behind before it ran. */
import { readFile } from 'node:fs/promises'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { getDocument } from '../documents/get-document.ts'
import { createInvitation } from '../invitations/create-invitation.ts'
import { listInvitations } from '../invitations/list-invitations.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { testWorkspace } from '../testing/test-workspace.ts'

const { database } = await testDatabase()
const migration = new URL(
  '../../../../prisma/migrations/20261129222751_what_people_leave_behind/migration.sql',
  import.meta.url,
)

test('what nobody has a right to any more ends, and documents that nobody could edit go to an owner', async () => {
  const { id: workspaceId, owner: ada, person } = await testWorkspace(database)
  const [demoted, gone, admin] = [
    await person('Demoted', 'admin'),
    await person('Gone', 'admin'),
    await person('Admin', 'admin'),
  ]
  const people = [demoted, gone, admin]
  const idOf = ({ principal }: Context) => requirePerson(principal).id
  const ids = { endpoints: new Map<Context, string>(), hooks: new Map<Context, string>() }
  const open = await createDocument(ada, { title: 'Open' })
  for (const by of people) {
    const made = { createdByType: 'user', createdById: idOf(by) }
    const endpoint = {
      id: newId(),
      workspaceId,
      url: 'https://example.com',
      eventTypes: ['*'],
      retrySchedule: [],
    }
    await database.prisma.webhookEndpoint.create({ data: { ...endpoint, ...made } })
    const hook = {
      id: newId(),
      workspaceId,
      documentId: open,
      name: 'x',
      action: 'append',
      tokenHash: newId(),
      tokenSealed: '',
    }
    await database.prisma.incomingHook.create({ data: { ...hook, ...made } })
    ids.endpoints.set(by, endpoint.id)
    ids.hooks.set(by, hook.id)
  }
  const { id: invitation } = await createInvitation(admin, { role: 'member' })
  await createInvitation(demoted, { role: 'admin' })
  await createInvitation(gone, { role: 'admin' })
  const documentId = await createDocument(gone, { title: 'Private' })
  await setGeneralAccess(gone, { documentId, role: null })
  const hers = await createDocument(admin, { title: 'Hers' })
  await setGeneralAccess(admin, { documentId: hers, role: null })
  await database.prisma.member.updateMany({ where: { userId: idOf(demoted) }, data: { role: 'member' } })
  await database.prisma.member.deleteMany({ where: { userId: idOf(gone) } })

  const [, ...statements] = (await readFile(migration, 'utf8')).split(/^(?=UPDATE|INSERT)/m)
  expect(statements).toHaveLength(5)
  for (const statement of statements) await database.query(statement)

  const statusOf = async (by: Context) =>
    await database.prisma.webhookEndpoint.findUnique({ where: { id: ids.endpoints.get(by) ?? '' } })
  for (const by of [demoted, gone])
    expect(await statusOf(by)).toMatchObject({ status: 'disabled', disabledReason: 'owner_gone' })
  expect(await statusOf(admin)).toMatchObject({ status: 'active' })
  const stopped = await database.prisma.incomingHook.findMany({ where: { ownerGoneAt: { not: null } } })
  expect(stopped.map(({ id }) => id)).toEqual([ids.hooks.get(gone)])
  expect((await listInvitations(ada)).map(({ id }) => id)).toEqual([invitation])
  expect(await getDocument(ada, { documentId })).toMatchObject({ role: 'owner' })
  await expect(getDocument(ada, { documentId: hers })).rejects.toMatchObject({ code: 'document_not_found' })
})
