/** Two people act at the same moment: neither fails because of the other, and the second is told the new state. */
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createApiKey } from '../api-keys/create-api-key.ts'
import { renewApiKey } from '../api-keys/renew-api-key.ts'
import { startThread } from '../comments/start-thread.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { recordEvent } from '../events/record-event.ts'
import { uploadFile } from '../files/upload-file.ts'
import { acceptInvitation } from '../invitations/accept-invitation.ts'
import { createInvitation } from '../invitations/create-invitation.ts'
import { createShareLink } from '../sharing/create-share-link.ts'
import { revokeShareLink } from '../sharing/revoke-share-link.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { shareWithPerson } from '../sharing/share-with-person.ts'
import { unshareWithPerson } from '../sharing/unshare-with-person.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { takeRights } from './require-still.ts'
import { requirePerson } from './require-workspace.ts'

const { database } = await testDatabase()

const position = Buffer.from(
  Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(new Y.Doc().getText(), 0)),
)
const anchor = { start: position.toString('base64'), end: position.toString('base64') }
const GIF = new Uint8Array(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64'))

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

async function surroundings() {
  const workspace = await testWorkspace(database)
  const jonas = await workspace.person('Jonas')
  return { ...workspace, jonas, jonasId: requirePerson(jonas.principal).id }
}

test('removing a member waits for a transaction that holds something of theirs, which can still record its event', async () => {
  const { id: workspaceId, owner, jonas, jonasId } = await surroundings()
  const documentId = await createDocument(jonas, {})
  const link = await createShareLink(jonas, { documentId, role: 'viewer' })
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM share_links WHERE id = $1::uuid FOR NO KEY UPDATE', [link.id])
  const removed = removeMember(owner, { userId: jonasId })
  await somebodyWaits(database)
  const data = { invitation: { id: link.id, role: 'member' as const, expiresAt: new Date().toISOString() } }
  const actor = { type: 'user' as const, id: jonasId, name: 'Jonas' }
  await recordEvent(tx, { workspaceId, type: 'member.invited', actor, data })
  await commit()
  await removed
})

test('a link that is revoked twice at once is revoked once', async () => {
  const { owner, eventsOf } = await surroundings()
  const documentId = await createDocument(owner, {})
  const { id } = await createShareLink(owner, { documentId, role: 'viewer' })
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM share_links WHERE id = $1::uuid FOR UPDATE', [id])
  const revoked = [1, 2].map(() => failure(revokeShareLink(owner, { documentId, id })))
  await somebodyWaits(database, 2)
  await commit()
  const answers = await Promise.all(revoked)
  expect(answers).toContain(undefined)
  expect(answers).toContainEqual(expect.objectContaining({ code: 'share_link_not_found' }))
  const types = (await eventsOf(documentId)).map(({ type }) => type)
  expect(types.filter((type) => type === 'share_link.revoked')).toHaveLength(1)
})

test('an invitation that is revoked while somebody joins through it lets nobody in', async () => {
  const { id: workspaceId, owner } = await surroundings()
  const { person } = await testWorkspace(database)
  const eve = await person('Eve')
  const { id, url } = await createInvitation(owner, { role: 'admin' })
  const { tx, commit } = await openTransaction(database)
  await takeRights(tx, workspaceId)
  const joined = failure(acceptInvitation(eve, { token: url.split('/').at(-1) ?? '' }))
  await somebodyWaits(database)
  await tx.query('UPDATE invitations SET revoked_at = now() WHERE id = $1::uuid', [id])
  await commit()
  expect(await joined).toMatchObject({ code: 'invitation_ended' })
})

test('a person who leaves while a document is shared with them keeps no grant to come back to', async () => {
  const { id: workspaceId, owner, jonasId: userId } = await surroundings()
  const documentId = await createDocument(owner, {})
  const { tx, commit } = await openTransaction(database)
  await takeRights(tx, workspaceId)
  const shared = failure(shareWithPerson(owner, { documentId, userId, role: 'editor' }))
  await somebodyWaits(database)
  await tx.query('DELETE FROM members WHERE user_id = $1::uuid', [userId])
  await commit()
  expect(await shared).toMatchObject({ code: 'not_a_member' })
})

test('a document whose maker leaves while everybody else loses access goes to an owner', async () => {
  const { owner, person, jonas, jonasId: userId, eventsOf } = await surroundings()
  const eve = requirePerson((await person('Eve')).principal).id
  const documentId = await createDocument(jonas, {})
  await setGeneralAccess(jonas, { documentId, role: null })
  await shareWithPerson(jonas, { documentId, userId: eve, role: 'editor' })
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM document_access WHERE document_id = $1::uuid FOR UPDATE', [documentId])
  const unshared = unshareWithPerson(jonas, { documentId, userId: eve })
  await somebodyWaits(database)
  const removed = removeMember(owner, { userId })
  await somebodyWaits(database, 2)
  await commit()
  await Promise.all([unshared, removed])
  expect((await eventsOf(documentId)).at(-1)).toMatchObject({
    type: 'document.shared',
    data: { role: 'owner' },
  })
})

test.each<[string, (owner: Context, documentId: string) => Promise<unknown>]>([
  ['a document under it', (owner, parentId) => createDocument(owner, { parentId })],
  ['a thread', (owner, documentId) => startThread(owner, { documentId, anchor, quote: '', body: 'Hi' })],
  ['a link', (owner, documentId) => createShareLink(owner, { documentId, role: 'viewer' })],
  ['a picture', (owner, documentId) => uploadFile(owner, { documentId, name: 'a.gif', bytes: GIF })],
])('creating something in a document that is just being deleted is refused: %s', async (_, make) => {
  const { owner } = await surroundings()
  const documentId = await createDocument(owner, {})
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM documents WHERE id = $1::uuid FOR UPDATE', [documentId])
  const made = failure(make(owner, documentId))
  await somebodyWaits(database)
  await tx.query('DELETE FROM documents WHERE id = $1::uuid', [documentId])
  await commit()
  expect(await made).toMatchObject({ code: 'document_not_found' })
})

test('of two admins who renew a key at once one is told that it works', async () => {
  const { id: workspaceId, owner, jonas, jonasId, person } = await surroundings()
  await database.query(`UPDATE members SET role = 'admin' WHERE user_id = $1::uuid`, [jonasId])
  const other = await person('Other', 'admin')
  const admin = {
    ...jonas,
    principal: { ...requirePerson(jonas.principal), membership: requirePerson(other.principal).membership },
  }
  const { id } = await createApiKey(admin, { name: 'CRM', scopes: ['events:read'] })
  await removeMember(owner, { userId: jonasId })
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM api_keys WHERE workspace_id = $1::uuid FOR UPDATE', [workspaceId])
  const renewed = [owner, other].map((by) => failure(renewApiKey(by, { id })))
  await somebodyWaits(database, 2)
  await commit()
  const answers = await Promise.all(renewed)
  expect(answers).toContain(undefined)
  expect(answers).toContainEqual(expect.objectContaining({ code: 'api_key_works' }))
})
