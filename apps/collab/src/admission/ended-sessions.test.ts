/** When a session is ended, its sockets are closed at once, and it lets nobody in any more. */
import { asPrincipal, type Context } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createLateAnswers } from '../testing/late-answers.ts'
import { openTestOffice, PATIENCE, type Person, synced } from '../testing/office.ts'

const late = createLateAnswers((await testDatabase()).database)
const office = await openTestOffice(late.database)
const { services, ada, jonas } = office
const { prisma } = services.database
const { base } = await office.serve()
const REVOKED = { code: 4403, reason: 'access_revoked' }

afterEach(() => office.leave())
afterAll(() => office.close())

/** Somebody as they are in one of their browsers. */
async function signIn(person: Person): Promise<{ context: Context; session: { id: string } }> {
  const session = { id: newId() }
  const expiresAt = new Date(Date.now() + 86_400_000)
  await prisma.session.create({ data: { ...session, token: newId(), userId: person.id, expiresAt } })
  if (person.principal.type !== 'user') throw new Error('no person')
  return { context: asPrincipal(services, { ...person.principal, sessionId: session.id }), session }
}

test('a session that is ended closes its own sockets, and those of no other', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const [lost, kept] = [await signIn(jonas), await signIn(jonas)]
  const gone = office.join(base, lost.context, documentId)
  const [same, other] = [
    office.join(base, kept.context, documentId),
    office.join(base, (await signIn(ada)).context, documentId),
  ]
  await Promise.all([gone, same, other].map(synced))
  await prisma.session.delete({ where: lost.session })
  await vi.waitFor(() => expect(gone.closed).toContainEqual(REVOKED), PATIENCE)
  same.text.insert(0, 'The ')
  await synced(same)
  expect([same.closed, other.closed]).toEqual([[], []])
})

test('a session whose end was not notified is not taken for another one of the same person', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const [lost, kept] = [await signIn(jonas), await signIn(jonas)]
  const gone = office.join(base, lost.context, documentId)
  const same = office.join(base, kept.context, documentId)
  await Promise.all([gone, same].map(synced))
  await services.database.query('ALTER TABLE sessions DISABLE TRIGGER USER')
  await prisma.session.delete({ where: lost.session })
  await services.database.query('ALTER TABLE sessions ENABLE TRIGGER USER')
  // All who have the document open are asked about, as when somebody's right to it changes.
  await services.database.notify('document_access', { documentId })
  await vi.waitFor(() => expect(gone.closed).toContainEqual(REVOKED), PATIENCE)
  same.text.insert(0, 'The ')
  await synced(same)
  expect(same.closed).toEqual([])
})

test('all sessions of a person that are ended at once close their sockets, over either protocol', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { context } = await signIn(jonas)
  const one = office.join(base, (await signIn(jonas)).context, documentId)
  const { provider } = await office.joinYWebsocket(base, context, documentId)
  const closes: number[] = []
  provider.on('connection-close', (event) => event && closes.push(event.code))
  await synced(one)
  await prisma.session.deleteMany({ where: { userId: jonas.id } })
  await vi.waitFor(() => expect([one.closed[0], closes[0]]).toEqual([REVOKED, 4403]), PATIENCE)
})

test('a ticket lets nobody in once its session has ended', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { context, session } = await signIn(jonas)
  const { token } = await issueTicket(context, { documentId })
  await prisma.session.delete({ where: session })
  const one = office.join(base, context, documentId, token)
  await vi.waitFor(() => expect(one.refusals).toContain('ticket_invalid'), PATIENCE)
})

test('a session that is ended while it opens a document is told so, and not that there is no document', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { context, session } = await signIn(jonas)
  const person = late.hold('FROM sessions')
  const one = office.join(base, context, documentId)
  await person.asked
  await prisma.session.delete({ where: session })
  person.release()
  await vi.waitFor(() => expect(one.refusals).toContain('ticket_invalid'), PATIENCE)
})
