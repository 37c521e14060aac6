/** A right that is taken away ends at once, and not with its ticket, whenever that happens and however one came in. */
import { asPrincipal, type Context } from '@quillwire/core'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { revokeApiKey } from '@quillwire/core/api-keys/revoke-api-key'
import { createDocument } from '@quillwire/core/documents/create-document'
import { acceptInvitation } from '@quillwire/core/invitations/accept-invitation'
import { createInvitation } from '@quillwire/core/invitations/create-invitation'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { revokeShareLink } from '@quillwire/core/sharing/revoke-share-link'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { unshareWithPerson } from '@quillwire/core/sharing/unshare-with-person'
import { updateShareLink } from '@quillwire/core/sharing/update-share-link'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { createLateAnswers } from '../testing/late-answers.ts'
import { type Joined, openTestOffice, PATIENCE, synced } from '../testing/office.ts'

const late = createLateAnswers((await testDatabase()).database)
const office = await openTestOffice(late.database)
const { services, ada, jonas } = office
const { base } = await office.serve()
const RIGHTS = 'share_link_roles'
const TEXT = 'document_snapshots'
const REVOKED = { code: 4403, reason: 'access_revoked' }

afterEach(() => office.leave())
afterAll(() => office.close())

/** Changes what others in the workspace may do; resolves when the sync server was told. */
async function allow(documentId: string, role: 'editor' | 'viewer' | null) {
  // This listens after the sync server, and is told after it.
  let told = () => {}
  const heard = new Promise<void>((done) => {
    told = done
  })
  const listening = await services.database.listen('document_access', told)
  await setGeneralAccess(ada, { documentId, role })
  await heard
  listening.stop()
}

const ticketOf = async (context: Context, documentId: string) =>
  (await issueTicket(context, { documentId })).token

/** The rights that a client was told, one after another. */
function toldRights({ provider }: Joined): string[] {
  const roles: string[] = []
  provider.on('stateless', ({ payload }: { payload: string }) => {
    const { type, role } = JSON.parse(payload)
    if (type === 'access') roles.push(role)
  })
  return roles
}

function closesOf(provider: WebsocketProvider) {
  const closes: { code: number; reason: string }[] = []
  provider.on('connection-close', (event) => {
    if (event) closes.push({ code: event.code, reason: event.reason })
  })
  return closes
}

/** The words of somebody who may only read are refused, while those of others still reach them. */
async function changesNothing(reader: Joined, documentId: string) {
  reader.text.insert(0, 'X')
  const a = office.join(base, ada, documentId)
  await synced(a)
  a.text.insert(a.text.length, '!')
  await vi.waitFor(() => expect(reader.text.toString()).toBe('XPlan!'), PATIENCE)
  expect(a.text.toString()).toBe('Plan!')
}

test('a right that ends while its document is being opened', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const text = late.hold(TEXT)
  const b = office.join(base, jonas, documentId)
  b.text.insert(0, 'too late')
  await text.asked
  await allow(documentId, null)
  text.release()
  await vi.waitFor(() => expect(b.closed).toContainEqual(REVOKED), PATIENCE)
  expect(b.text.toString()).toBe('too late')
  const rows = await services.database.prisma.documentUpdate.findMany({ where: { documentId } })
  expect(rows).toHaveLength(1)
})

test('a right to write that ends while the document is being opened', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const text = late.hold(TEXT)
  const b = office.join(base, jonas, documentId)
  const roles = toldRights(b)
  await text.asked
  await allow(documentId, 'viewer')
  text.release()
  await vi.waitFor(() => expect(roles).toEqual(['viewer']), PATIENCE)
  await changesNothing(b, documentId)
})

test('a right to write that ends while a ticket is being renewed', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const b = office.join(base, jonas, documentId)
  const roles = toldRights(b)
  await synced(b)
  b.provider.configuration.token = await ticketOf(jonas, documentId)
  const rights = late.hold(RIGHTS)
  void b.provider.sendToken()
  await rights.asked
  await allow(documentId, 'viewer')
  await vi.waitFor(() => expect(roles).toEqual(['viewer']), PATIENCE)
  rights.release()
  await changesNothing(b, documentId)
})

test('two changes whose answers come in another order than they were asked for', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await allow(documentId, 'viewer')
  const b = office.join(base, jonas, documentId)
  const roles = toldRights(b)
  await synced(b)
  const rights = late.hold(RIGHTS)
  await Promise.all([allow(documentId, 'editor'), rights.asked])
  await allow(documentId, 'viewer')
  await vi.waitFor(() => expect(roles).toEqual(['viewer']), PATIENCE)
  rights.release()
  await changesNothing(b, documentId)
  expect(roles).toEqual(['viewer'])
})

test('a question about rights that the database did not answer is put again', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const b = office.join(base, jonas, documentId)
  await synced(b)
  const rights = late.hold(RIGHTS)
  await Promise.all([allow(documentId, null), rights.asked])
  rights.release(new Error('Connection terminated unexpectedly'))
  await vi.waitFor(() => expect(b.closed).toContainEqual(REVOKED), PATIENCE)
})

test('a right that ends under a y-websocket client', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { provider } = await office.joinYWebsocket(base, jonas, documentId)
  const closes = closesOf(provider)
  await allow(documentId, null)
  await vi.waitFor(() => expect(closes).toEqual([REVOKED]), PATIENCE)
})

test('a right that ends while a y-websocket client opens the document', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const token = await ticketOf(jonas, documentId)
  const text = late.hold(TEXT)
  const provider = office.openYWebsocket(base, documentId, token)
  const closes = closesOf(provider)
  await text.asked
  await allow(documentId, null)
  text.release()
  await vi.waitFor(() => expect(closes).toEqual([REVOKED]), PATIENCE)
  expect(provider.synced).toBe(false)
})

test('an API key that is revoked ends its connections, and those of no other', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const newKey = () => createApiKey(ada, { name: 'CRM', scopes: ['documents:write'] })
  const [gone, kept] = [await newKey(), await newKey()]
  const [a, b] = [office.join(base, ada, documentId, gone.key), office.join(base, ada, documentId, kept.key)]
  await Promise.all([synced(a), synced(b)])
  await revokeApiKey(ada, { id: gone.id })
  await vi.waitFor(() => expect(a.closed).toContainEqual(REVOKED), PATIENCE)
  b.text.insert(0, 'The ')
  await synced(b)
  expect(b.closed).toEqual([])
})

test('a role given by name that is changed, and then taken, while the document is open', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await setGeneralAccess(ada, { documentId, role: null })
  const to = { documentId, userId: jonas.id }
  await shareWithPerson(ada, { ...to, role: 'editor' })
  const reader = office.join(base, jonas, documentId)
  const roles = toldRights(reader)
  await synced(reader)
  await shareWithPerson(ada, { ...to, role: 'viewer' })
  await vi.waitFor(() => expect(roles).toContain('viewer'), PATIENCE)
  await changesNothing(reader, documentId)
  await unshareWithPerson(ada, to)
  await vi.waitFor(() => expect(reader.closed).toContainEqual(REVOKED), PATIENCE)
})

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000)
const guestWith = (...shareLinkIds: string[]) =>
  asPrincipal(services, { type: 'guest', name: 'Quiet heron', shareLinkIds })

test('visitors with the name of the same bird each have the rights of their own link', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const links = [
    await createShareLink(ada, { documentId, role: 'editor' }),
    await createShareLink(ada, { documentId, role: 'viewer' }),
  ]
  const visitors = links.map(({ id }) => office.join(base, guestWith(id), documentId))
  const roles = visitors.map(toldRights)
  await Promise.all(visitors.map(synced))
  await allow(documentId, 'viewer')
  await vi.waitFor(() => expect(roles).toEqual([['editor'], ['viewer']]), PATIENCE)
})

test('each window of a person has the rights of the links that were opened in its browser', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const links = [
    await createShareLink(ada, { documentId, role: 'editor' }),
    await createShareLink(ada, { documentId, role: 'viewer' }),
  ]
  const { principal } = jonas
  if (principal.type !== 'user') throw new Error('Jonas is a person')
  const windows = links.map(({ id }) =>
    office.join(base, asPrincipal(services, { ...principal, shareLinkIds: [id] }), documentId),
  )
  const roles = windows.map(toldRights)
  await Promise.all(windows.map(synced))
  await allow(documentId, 'viewer')
  await vi.waitFor(() => expect(roles).toEqual([['editor'], ['viewer']]), PATIENCE)
})

test('a share link that is changed, and then revoked, while its holder has the document open', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await setGeneralAccess(ada, { documentId, role: null })
  const { id } = await createShareLink(ada, { documentId, role: 'editor' })
  const reader = office.join(base, guestWith(id), documentId)
  const roles = toldRights(reader)
  await synced(reader)
  await updateShareLink(ada, { documentId, id, role: 'viewer' })
  await vi.waitFor(() => expect(roles).toContain('viewer'), PATIENCE)
  await changesNothing(reader, documentId)
  await revokeShareLink(ada, { documentId, id })
  await vi.waitFor(() => expect(reader.closed).toContainEqual(REVOKED), PATIENCE)
})

test('a share link that ends by itself ends its holder’s connections', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { id } = await createShareLink(ada, { documentId, role: 'editor' })
  const token = await ticketOf(guestWith(id), documentId)
  await updateShareLink(ada, { documentId, id, expiresAt: inSeconds(3) })
  const { closed } = office.join(base, ada, documentId, token)
  const closes = closesOf(office.openYWebsocket(base, documentId, token))
  await vi.waitFor(() => expect([closed[0], closes[0]]).toEqual([REVOKED, REVOKED]), PATIENCE)
})

test('a share link that ends while the database does not answer ends its holder’s connection when it does', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { id } = await createShareLink(ada, { documentId, role: 'editor' })
  const reader = office.join(base, guestWith(id), documentId)
  await synced(reader)
  const expiresAt = inSeconds(3)
  await updateShareLink(ada, { documentId, id, expiresAt })
  const { query } = services.database
  let unanswered = 0
  vi.spyOn(services.database, 'query').mockImplementation(async (...question) => {
    if (question[0].includes(RIGHTS) && new Date() >= expiresAt && unanswered++ === 0)
      throw new Error('Connection terminated unexpectedly')
    return await query(...question)
  })
  onTestFinished(() => void vi.restoreAllMocks())
  await vi.waitFor(() => expect(reader.closed).toContainEqual(REVOKED), PATIENCE)
  expect(unanswered).toBeGreaterThan(1)
})

test('a share link that ends in months is not asked about before', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  // Longer than a timer can run.
  const { id } = await createShareLink(ada, { documentId, role: 'editor', expiresAt: inSeconds(60 * 86_400) })
  const b = office.join(base, guestWith(id), documentId)
  const roles = toldRights(b)
  await synced(b)
  b.text.insert(0, 'The ')
  await synced(b)
  await allow(documentId, 'viewer')
  await vi.waitFor(() => expect(roles).not.toEqual([]), PATIENCE)
  expect(roles).toEqual(['editor'])
})

test('a share link whose end is moved under its holder, who may read by another one', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { id } = await createShareLink(ada, { documentId, role: 'editor' })
  const { id: other } = await createShareLink(ada, { documentId, role: 'viewer' })
  const b = office.join(base, guestWith(id, other), documentId)
  const roles = toldRights(b)
  await synced(b)
  await updateShareLink(ada, { documentId, id, expiresAt: inSeconds(3600) })
  await vi.waitFor(() => expect(roles).toEqual(['editor']), PATIENCE)
  await updateShareLink(ada, { documentId, id, expiresAt: inSeconds(1) })
  await vi.waitFor(() => expect(roles.at(-1)).toBe('viewer'), PATIENCE)
  await changesNothing(b, documentId)
})

describe('the person who made a document and its link is taken out of the workspace', () => {
  async function madeByJonas(role: 'editor' | null) {
    const documentId = await createDocument(jonas, { title: 'Plan' })
    await setGeneralAccess(jonas, { documentId, role })
    const { id } = await createShareLink(jonas, { documentId, role: 'viewer' })
    return { documentId, shareLinkId: id }
  }

  const takeOutJonas = (options: { keepShareLinks: boolean }) =>
    removeMember(ada, { userId: jonas.id, ...options })

  afterEach(async () => {
    const { url } = await createInvitation(ada, { role: 'member' })
    await acceptInvitation(jonas, { token: url.split('/').at(-1) ?? '' })
  })

  test('they are out of it themselves', async () => {
    const { documentId } = await madeByJonas('editor')
    const maker = office.join(base, jonas, documentId)
    await synced(maker)
    await takeOutJonas({ keepShareLinks: true })
    await vi.waitFor(() => expect(maker.closed).toContainEqual(REVOKED), PATIENCE)
  })

  test('others who have it open by that link are out', async () => {
    const { documentId, shareLinkId } = await madeByJonas('editor')
    const guest = office.join(base, guestWith(shareLinkId), documentId)
    await synced(guest)
    await takeOutJonas({ keepShareLinks: false })
    await vi.waitFor(() => expect(guest.closed).toContainEqual(REVOKED), PATIENCE)
  })

  test('if nobody else could edit it, an owner who has it open by the link may write from then on, and the link is kept', async () => {
    const { documentId, shareLinkId } = await madeByJonas(null)
    const { principal } = ada
    if (principal.type !== 'user') throw new Error('Ada is a person')
    const withLink = asPrincipal(services, { ...principal, shareLinkIds: [shareLinkId] })
    const a = office.join(base, withLink, documentId)
    const roles = toldRights(a)
    await synced(a)
    await takeOutJonas({ keepShareLinks: true })
    await vi.waitFor(() => expect(roles).toEqual(['owner']), PATIENCE)
    a.text.insert(0, 'The ')
    await synced(a)
  })
})
