/** With y-websocket's own client: after which refusals it comes back by itself, and after which it does not. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { defaultLimits } from '../admission/limits.ts'
import { createLateAnswers } from '../testing/late-answers.ts'
import { openTestOffice, PATIENCE } from '../testing/office.ts'

const { database, url } = await testDatabase()
const late = createLateAnswers(database)
const office = await openTestOffice(late.database)
const { ada } = office
const { base } = await office.serve()
const clients: WebsocketProvider[] = []

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy()
  office.leave()
})
afterAll(() => office.close())

/** Connects with this token, and notes how it is closed, and whether for good. */
function connectClient(server: string, documentId: string, token: string) {
  const ydoc = new Y.Doc()
  const provider = new WebsocketProvider(`${server}/yjs`, documentId, ydoc, {
    params: { token },
    WebSocketPolyfill: WebSocket as never, // ws is not the browser's type, and does the same
    disableBc: true,
  })
  clients.push(provider)
  const closes: string[] = []
  const forGood: string[] = []
  provider.on('connection-close', (event) => closes.push(`${event?.code} ${event?.reason}`))
  provider.on('closed', ({ code, reason }) => forGood.push(`${code} ${reason}`))
  return { provider, text: ydoc.getText('title'), closes, forGood }
}

const ticket = async (documentId: string) => (await issueTicket(ada, { documentId })).token
const synced = ({ provider }: { provider: WebsocketProvider }) =>
  vi.waitFor(() => expect(provider.synced).toBe(true), PATIENCE)

/** Lets nobody into the test's database, and ends the connections that it has, until it is opened again. */
async function databaseAway() {
  const admin = connect(new URL('/postgres', url).href, { applicationName: 'test', onError: console.error })
  const name = new URL(url).pathname.slice(1)
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
  return async () => {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    await admin.close()
  }
}

test('a client that comes while PostgreSQL is away comes in by itself when it is back', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const token = await ticket(documentId)
  const back = await databaseAway()
  const w = connectClient(base, documentId, token)
  await vi.waitFor(() => expect(w.closes).toContain('1013 unavailable'), PATIENCE).finally(back)
  await synced(w)
  expect(w.text.toString()).toBe('Plan')
  expect(w.forGood).toEqual([])
})

test('a client that types alone without a break hears itself now and then: silence is taken for a lost connection', async () => {
  const documentId = await createDocument(ada, {})
  const w = connectClient(base, documentId, await ticket(documentId))
  await synced(w)
  let heard = 0
  w.provider.ws?.addEventListener('message', () => {
    heard += 1
  })
  const typing = setInterval(() => w.text.insert(0, 'a'), 20)
  const began = performance.now()
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => began + 5 * (now() - began))
  await expect.poll(() => heard, PATIENCE).toBeGreaterThan(0)
  clearInterval(typing)
  vi.restoreAllMocks()
})

test('a client whose document takes too long to load may come again', async () => {
  const documentId = await createDocument(ada, {})
  const token = await ticket(documentId)
  const held = late.hold('document_snapshots')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const socket = new WebSocket(`${base}/yjs/${documentId}?token=${token}`)
  const closed = new Promise((done) =>
    socket.once('close', (code, reason) => done(`${code} ${reason.toString()}`)),
  )
  await held.asked
  await vi.advanceTimersByTimeAsync(16_000)
  vi.useRealTimers()
  expect(await closed).toBe('1013 unavailable')
  held.release()
})

test('a client that finds no place comes in by itself when there is one', async () => {
  const { base } = await office.serve({ limits: { ...defaultLimits, connectionsPerDocument: 1 } })
  const documentId = await createDocument(ada, {})
  const token = await ticket(documentId)
  const first = connectClient(base, documentId, token)
  await synced(first)
  const second = connectClient(base, documentId, token)
  await vi.waitFor(() => expect(second.closes).toContain('1013 too_many_connections_to_document'), PATIENCE)
  first.provider.destroy()
  await synced(second)
})

test('a client whose connection breaks comes back by itself and has everything', async () => {
  const documentId = await createDocument(ada, {})
  const w = connectClient(base, documentId, await ticket(documentId))
  await synced(w)
  const a = office.join(base, ada, documentId)
  await vi.waitFor(() => expect(a.provider.isSynced).toBe(true), PATIENCE)
  const socket = w.provider.ws as unknown as WebSocket // given to it above
  socket.terminate()
  await vi.waitFor(() => expect(w.provider.wsconnected).toBe(false), PATIENCE)
  w.text.insert(0, 'written alone')
  a.text.insert(0, 'meanwhile, ')
  await synced(w)
  await vi.waitFor(() => expect(a.text.length).toBe('meanwhile, written alone'.length), PATIENCE)
  await vi.waitFor(() => expect(w.text.toString()).toBe(a.text.toString()), PATIENCE)
})

test('a ticket that had run out before is told apart from a wrong one, and neither is tried again', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId, lifeMs: -1000 })
  const tardy = connectClient(base, documentId, token)
  const stranger = connectClient(base, documentId, 'a wrong ticket')
  await vi.waitFor(() => expect(tardy.forGood).toEqual(['4401 ticket_expired']), PATIENCE)
  await vi.waitFor(() => expect(stranger.forGood).toEqual(['4403 ticket_invalid']), PATIENCE)
  // As the decision on limits says: a new one, and again.
  tardy.provider.params = { token: await ticket(documentId) }
  tardy.provider.connect()
  await synced(tardy)
})
