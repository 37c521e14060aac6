/** Things that are created at the moment in which their maker loses the right to create them. */
import type { Transaction } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, test } from 'vitest'
import { createApiKey } from '../api-keys/create-api-key.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { acceptInvitation } from '../invitations/accept-invitation.ts'
import { createInvitation } from '../invitations/create-invitation.ts'
import { createShareLink } from '../sharing/create-share-link.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { takeRights } from './require-still.ts'

const { database } = await testDatabase()

/** Starts creating something while a transaction removes the maker, and lets it continue when that has happened. */
async function madeWhile(
  workspaceId: string,
  make: () => Promise<unknown>,
  takeOut: (tx: Transaction) => Promise<unknown>,
) {
  const made = await database.transaction(async (tx) => {
    await takeRights(tx, workspaceId)
    const making = make().then(
      () => 'made',
      (error) => error.code,
    )
    await somebodyWaits(database)
    await takeOut(tx)
    return { making }
  })
  return await made.making
}

test.each<[string, string, (jonas: Context, documentId: string) => Promise<unknown>]>([
  ['an API key', 'no_workspace', (jonas) => createApiKey(jonas, { name: 'CRM', scopes: ['events:read'] })],
  ['an invitation', 'no_workspace', (jonas) => createInvitation(jonas, { role: 'admin' })],
  [
    'a share link',
    'document_not_found',
    (jonas, documentId) => createShareLink(jonas, { documentId, role: 'editor' }),
  ],
])('a member who is removed while making %s does not keep it', async (_, code, make) => {
  const { id: workspaceId, owner, person } = await testWorkspace(database)
  const jonas = await person('Jonas', 'admin')
  const documentId = await createDocument(owner, { title: 'Plan' })
  const takeOut = (tx: Transaction) =>
    tx.member.deleteMany({ where: { workspaceId, user: { name: 'Jonas' } } })
  expect(await madeWhile(workspaceId, () => make(jonas, documentId), takeOut)).toBe(code)
})

test('an invitation link that ends while somebody joins through it lets nobody in', async () => {
  const { id: workspaceId, owner } = await testWorkspace(database)
  const { url } = await createInvitation(owner, { role: 'admin' })
  const { owner: jonas } = await testWorkspace(database)
  const takeOut = (tx: Transaction) =>
    tx.invitation.updateMany({ where: { workspaceId }, data: { revokedAt: new Date() } })
  const accept = () => acceptInvitation(jonas, { token: url.split('/').at(-1) ?? '' })
  expect(await madeWhile(workspaceId, accept, takeOut)).toBe('invitation_ended')
})

test('writing in a workspace does not wait for rights being taken away there', async () => {
  const { id: workspaceId, owner } = await testWorkspace(database)
  await database.transaction(async (tx) => {
    await takeRights(tx, workspaceId)
    await createDocument(owner, { title: 'Plan' })
  })
})
