import type { Connection } from '@hocuspocus/server'
import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket, TICKET_LIFE_MS } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { insertion, serveHttp } from '../testing/http-client.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { updateFrame } from '../testing/raw-client.ts'
import { auth, authFrame, frame, sync } from '../transport/frames.ts'
import { watchTicket } from './ticket-life.ts'

const office = await openTestOffice()
const { ada, jonas, services } = office
const { base } = await office.serve()

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  office.leave()
})
afterAll(() => office.close())

/** A ticket that runs out so soon. */
async function ticketFor(documentId: string, leftMs: number): Promise<string> {
  return (await issueTicket(ada, { documentId, lifeMs: leftMs })).token
}

test('a ticket that runs out is replaced in place, and the connection goes on', async () => {
  const documentId = await createDocument(ada, {})
  let asked = 0
  const a = office.join(base, ada, documentId, async () => {
    asked += 1
    return asked === 1 ? ticketFor(documentId, 2000) : (await issueTicket(ada, { documentId })).token
  })
  await synced(a)
  await vi.waitFor(() => expect(asked).toBe(2), PATIENCE)
  const expired = Date.now() + 2500
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(expired), PATIENCE)
  a.text.insert(0, 'still writing')
  await synced(a)
  expect(a.closed).toEqual([])
  expect(asked).toBe(2)
})

test('so is the ticket of a client over HTTP', async () => {
  const server = await serveHttp(services)
  const documentId = await createDocument(ada, {})
  const stream = await server.openStream()
  const first = await ticketFor(documentId, 4000)
  const expired = Date.now() + 4500
  const question = updateFrame(documentId, Uint8Array.of(0), sync.step1)
  await stream.post(0, authFrame(documentId, first), question)
  const asked = () =>
    stream.frames.filter(({ type, body }) => type === frame.auth && body[0] === auth.token).length
  await vi.waitFor(() => expect(asked()).toBe(1), PATIENCE)
  await stream.post(1, authFrame(documentId, (await issueTicket(ada, { documentId })).token))
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(expired), PATIENCE)
  await stream.post(2, updateFrame(documentId, insertion('still writing')))
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(1), PATIENCE)
  expect([asked(), stream.closes]).toEqual([1, []])
  await server.stop()
})

test('a client that brings the same ticket again is not asked over and over', async () => {
  const documentId = await createDocument(ada, {})
  const token = await ticketFor(documentId, 2000)
  let asked = 0
  const a = office.join(base, ada, documentId, async () => {
    asked += 1
    return token
  })
  await synced(a)
  await vi.waitFor(() => expect(asked).toBe(2), PATIENCE)
  const expired = Date.now() + 2500
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(expired), PATIENCE)
  expect(asked).toBe(2)
})

test('after a renewal with the clock set back, the next ticket is still asked for in its time', async () => {
  const documentId = await createDocument(ada, {})
  let asked = 0
  const a = office.join(base, ada, documentId, async () => {
    asked += 1
    if (asked === 2) vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
    return ticketFor(documentId, 61_500)
  })
  await synced(a)
  await vi.waitFor(() => expect(asked).toBe(3), PATIENCE)
  expect(a.closed).toEqual([])
})

test('a client that brings no valid ticket when asked is dropped with the reason', async () => {
  const documentId = await createDocument(ada, {})
  let asked = 0
  const a = office.join(base, ada, documentId, async () => {
    asked += 1
    return asked === 1 ? ticketFor(documentId, 5000) : 'nonsense'
  })
  const reasons: string[] = []
  a.provider.on('close', ({ event }: { event: { reason: string } }) => reasons.push(event.reason))
  await vi.waitFor(() => expect(reasons).toContain('ticket_invalid'), PATIENCE)
})

test('a client that says nothing when asked is dropped soon after its ticket has run out', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  const requestToken = vi.fn()
  const onExpired = vi.fn()
  const context = {
    client: { canRefreshToken: true },
    expiresAt: new Date(Date.now() + TICKET_LIFE_MS),
    ticketEndsAt: performance.now() + TICKET_LIFE_MS,
  }
  // The cast: a connection has much more, of which this is what matters here.
  const connection = { context, requestToken } as unknown as Connection
  watchTicket(connection, { databaseAnswers: async () => true, onExpired })
  await vi.advanceTimersByTimeAsync(TICKET_LIFE_MS)
  expect(requestToken).toHaveBeenCalledOnce()
  // A new one may be on its way.
  expect(onExpired).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(requestToken).toHaveBeenCalledOnce()
  expect(onExpired).toHaveBeenCalledOnce()
})

test('a y-websocket client is closed when its ticket has run out, and comes back with a new one', async () => {
  const documentId = await createDocument(ada, {})
  const w = await office.joinYWebsocket(base, ada, documentId, await ticketFor(documentId, 1500))
  const reasons: string[] = []
  w.provider.on('closed', ({ reason }) => reasons.push(reason))
  await vi.waitFor(() => expect(reasons).toEqual(['ticket_expired']), PATIENCE)
  w.provider.params = { token: (await issueTicket(ada, { documentId })).token }
  w.provider.connect()
  w.text.insert(0, 'written in between')
  await vi.waitFor(() => expect(w.provider.synced).toBe(true), PATIENCE)
  const a = office.join(base, ada, documentId)
  await vi.waitFor(() => expect(a.text.toString()).toBe('written in between'), PATIENCE)
})

test('all windows of a person who was renamed bring a ticket with the new name, and nobody else is asked for one', async () => {
  const documentId = await createDocument(ada, {})
  const asked: string[] = []
  const joined = [ada, ada, jonas].map((person, window) =>
    office.join(base, person, documentId, async () => {
      asked.push(`${person === ada ? 'Ada' : 'Jonas'} ${window}`)
      return (await issueTicket(person, { documentId })).token
    }),
  )
  await Promise.all(joined.map(synced))
  asked.length = 0
  await ada.database.notify('person_renamed', { userId: ada.id })
  await vi.waitFor(() => expect(asked.sort()).toEqual(['Ada 0', 'Ada 1']), PATIENCE)
  await ada.database.notify('person_renamed', { userId: jonas.id })
  await vi.waitFor(() => expect(asked.at(-1)).toBe('Jonas 2'), PATIENCE)
  expect(asked).toHaveLength(3)
})

test('a process that has not reached the database for half an hour no longer goes by old rights', async () => {
  const documentId = await createDocument(ada, {})
  const w = await office.joinYWebsocket(base, ada, documentId, await ticketFor(documentId, 2000))
  const reasons: string[] = []
  w.provider.on('closed', ({ reason }) => reasons.push(reason))
  const asked = vi.spyOn(services.database, 'answers').mockResolvedValue(false)
  await vi.waitFor(() => expect(asked).toHaveBeenCalled(), PATIENCE)
  expect(reasons).toEqual([])
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 30 * 60_000)
  await vi.waitFor(() => expect(reasons).toEqual(['ticket_expired']), PATIENCE)
})
