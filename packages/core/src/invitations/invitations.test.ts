/** Each invitation is a separate link, with its own count, event and revocation. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/test-workspace.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { createInvitation } from './create-invitation.ts'
import { listInvitations } from './list-invitations.ts'
import { revokeInvitation } from './revoke-invitation.ts'

const { database } = await testDatabase()
const tokenOf = ({ url }: { url: string }) => url.split('/').at(-1) ?? ''

test('one that is revoked lets nobody in and is revoked once; another still works and counts those who join', async () => {
  const { owner, person } = await testWorkspace(database)
  const jonas = (await testWorkspace(database)).owner
  const revoked = await createInvitation(owner, { role: 'admin' })
  const other = await createInvitation(owner, { role: 'member' })
  await revokeInvitation(owner, { id: revoked.id })
  await expect(acceptInvitation(jonas, { token: tokenOf(revoked) })).rejects.toMatchObject({
    code: 'invitation_ended',
  })
  await expect(revokeInvitation(owner, { id: revoked.id })).rejects.toMatchObject({
    code: 'invitation_not_found',
  })
  for (let click = 0; click < 2; click++)
    expect(await acceptInvitation(jonas, { token: tokenOf(other) })).toMatchObject({ role: 'member' })
  expect(await listInvitations(owner)).toMatchObject([{ id: other.id, url: other.url, uses: 1 }])
  await expect(revokeInvitation(await person('Mia'), { id: other.id })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('an invitation is recorded without the link that lets people in', async () => {
  const { owner } = await testWorkspace(database)
  const { id, url } = await createInvitation(owner, { role: 'guest' })
  const told = await database.prisma.event.findFirst({
    where: { type: 'member.invited' },
    orderBy: { sequence: 'desc' },
  })
  expect(told?.data).toMatchObject({ invitation: { id, role: 'guest' } })
  expect(JSON.stringify(told?.data)).not.toContain(tokenOf({ url }))
})
