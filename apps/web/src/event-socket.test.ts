import { connect as connectSocket } from 'node:net'
import { connect, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type ConsumerOptions, connectConsumer } from './testing/consumer.ts'
import { type Office, openOffice } from './testing/office.ts'
import { type StreamServerOptions, startStreamServer } from './testing/stream-server.ts'

const { database, url } = await testDatabase()
/** Heartbeats also check rights. Without them, a connection can end only because it was notified. */
const NEVER_MS = 2 ** 31 - 1

/** A server with an office, whose key opens sockets. */
async function setUp({ scopes, ...options }: StreamServerOptions & { scopes?: string[] } = {}) {
  const server = await startStreamServer(database, options)
  const office = await openOffice(database, server.url, scopes)
  const connect = (subscribe?: object, more: ConsumerOptions = {}) =>
    connectConsumer(server.url, subscribe, { headers: office.key.headers, ...more })
  return { server, office, connect }
}

const idsOf = (frames: { event: { id: string } }[]) => frames.map(({ event }) => event.id)

async function happen(office: Office, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await office.happen())
  return ids
}

test('events arrive as they happen, with the cursor after which to go on', async () => {
  const { office, connect } = await setUp()
  const consumer = await connect({ types: ['*'] })
  const ids = await happen(office, 3)
  const frames = await consumer.got(3)
  expect(idsOf(frames)).toEqual(ids)
  expect(Object.keys(frames[0] ?? {})).toEqual(['cursor', 'event'])
  expect(frames[0]?.event).toMatchObject({ type: 'member.invited', workspace: { id: office.workspaceId } })
  consumer.socket.close()
  await consumer.closed
  const more = await happen(office, 2)
  const again = await connect({ after: frames[1]?.cursor, types: ['*'] })
  expect(idsOf(await again.got(3))).toEqual([ids[2], ...more])
})

test('a hundred ids of each kind fit into a subscription, and an invalid id is named', async () => {
  const { office, connect } = await setUp()
  const ids = Array.from({ length: 99 }, newId)
  const folder = String((await office.ask('POST', '/documents', { title: 'Plan' })).id)
  const { createdById } = await database.prisma.document.findUniqueOrThrow({ where: { id: folder } })
  const full = {
    documentIds: [...ids, newId()],
    folderIds: [...ids, folder],
    actorIds: [...ids, String(createdById)],
  }
  const [frame] = await (await connect({ filters: full })).got(1)
  expect(frame?.event.data).toMatchObject({ document: { id: folder } })
  const wrong = await connect({ filters: { folderIds: ['Plan'] } })
  expect(await wrong.closed).toBe(4400)
  expect(wrong.errors).toMatchObject([
    { code: 'filter_invalid', field: 'filters.folderIds', detail: expect.stringContaining('“Plan”') },
  ])
})

test('a named consumer goes on after what it acknowledged, also after a restart, and its log shows that', async () => {
  const { server, office, connect } = await setUp()
  const ids = await happen(office, 5)
  const consumer = await connect({ consumer: 'crm-sync', types: ['member.*'] })
  const frames = await consumer.got(5)
  consumer.send({ ack: frames[2]?.cursor })
  const row = await vi.waitFor(async () => {
    const found = await database.prisma.webhookEndpoint.findFirstOrThrow({
      where: { workspaceId: office.workspaceId, kind: 'stream', streamCursor: frames[2]?.cursor ?? '' },
    })
    return found
  })
  expect(row).toMatchObject({ description: 'crm-sync', url: '', eventTypes: ['member.*'] })
  await server.close()
  expect(await consumer.closed).toBe(1001)
  const missed = await happen(office, 1)

  const next = await startStreamServer(database)
  const again = await connectConsumer(
    next.url,
    { consumer: 'crm-sync', types: ['member.*'] },
    { headers: office.key.headers, acknowledges: true },
  )
  expect(idsOf(await again.got(3))).toEqual([ids[3], ids[4], ...missed])
  const deliveries = () =>
    database.prisma.delivery.findMany({ where: { endpointId: row.id }, orderBy: { id: 'asc' } })
  await vi.waitFor(async () => expect(await deliveries()).toHaveLength(6))
  const log = await deliveries()
  expect(log.map(({ eventId }) => `evt_${eventId.replaceAll('-', '')}`)).toEqual([...ids, ...missed])
  expect(log[0]).toMatchObject({
    eventType: 'member.invited',
    status: 'succeeded',
    attemptCount: 1,
    completedAt: expect.any(Date),
  })
  const attempts = await database.prisma.deliveryAttempt.findMany({ where: { deliveryId: log[0]?.id ?? '' } })
  expect(attempts).toMatchObject([
    { number: 1, requestMethod: 'STREAM', requestUrl: 'stream', remoteAddress: '127.0.0.1' },
  ])
})

test('a connection that loses its consumer to another one is closed with the reason', async () => {
  const { office, connect } = await setUp()
  const other = await startStreamServer(database)
  const older = await connect({ consumer: 'crm' })
  await happen(office, 1)
  await older.got(1)
  await connectConsumer(other.url, { consumer: 'crm' }, { headers: office.key.headers })
  expect(await older.closed).toBe(4409)
  expect(older.errors).toMatchObject([{ code: 'consumer_taken' }])
})

test('a reader that stops reading is sent only what fits into the connection, and gets everything later', async () => {
  const { server, office, connect } = await setUp()
  const consumer = await connect({ acknowledge: false })
  await happen(office, 1)
  await consumer.got(1)
  consumer.socket.pause()
  const other = await connect({ acknowledge: false })
  const count = 3000
  await office.flood(count)
  await other.got(count + 1)
  // 60 MB in all: the system buffers far less for a connection.
  expect(server.sent - other.frames.length).toBeLessThan(count / 2)
  consumer.socket.resume()
  const frames = await consumer.got(count + 1)
  expect(frames.slice(1).map(({ event }) => event.data.number)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  )
})

test('a revoked key and an admin who loses that role are cut off at once', async () => {
  const { server, office, connect } = await setUp({ heartbeatMs: NEVER_MS })
  const consumer = await connect({})
  const admin = await connectConsumer(server.url, {}, { headers: { cookie: office.cookie } })
  await happen(office, 1)
  await Promise.all([consumer.got(1), admin.got(1)])
  await office.ask('DELETE', `/api-keys/${office.key.id}`)
  expect(await consumer.closed).toBe(4401)
  expect(consumer.errors).toMatchObject([{ code: 'api_key_invalid' }])

  const member = await database.prisma.member.findFirstOrThrow({ where: { workspaceId: office.workspaceId } })
  await database.prisma.member.update({
    where: { id: member.id },
    data: { role: 'member' },
  })
  await database.notify('document_access', { workspaceId: office.workspaceId, userId: member.userId })
  expect(await admin.closed).toBe(4403)
  await happen(office, 1)
  expect(admin.frames).toHaveLength(1)
})

test('a client that may not read is told at once', async () => {
  const { server, connect } = await setUp({ scopes: ['documents:read'] })
  const noScope = await connect()
  expect(await noScope.closed).toBe(4403)
  expect(noScope.errors).toMatchObject([{ code: 'may_not_read_events' }])
  const nobody = await connectConsumer(`${server.url}`, undefined)
  expect(await nobody.closed).toBe(4401)
  const wrong = await connectConsumer(server.url, {}, { headers: { authorization: 'Bearer qw_wrong' } })
  expect(await wrong.closed).toBe(4401)
  expect(wrong.errors).toMatchObject([{ code: 'api_key_invalid' }])
})

test('a browser can bring a key as a subprotocol; its cookie counts only on our own pages', async () => {
  const { server, office } = await setUp()
  await happen(office, 1)
  const key = office.key.headers.authorization.split(' ')[1]
  const origin = 'https://elsewhere.example.com'
  const consumer = await connectConsumer(
    server.url,
    {},
    {
      protocols: ['quillwire.events', `quillwire.bearer.${key}`],
      headers: { origin },
    },
  )
  await consumer.got(1)
  expect(consumer.socket.protocol).toBe('quillwire.events')
  const own = await connectConsumer(
    server.url,
    {},
    { headers: { cookie: office.cookie, origin: server.url } },
  )
  await own.got(1)
  const foreign = connectConsumer(server.url, {}, { headers: { cookie: office.cookie, origin } })
  await expect(foreign).rejects.toThrow('403')
})

test.each([
  ['no JSON', 'hello', 4400, 'message_invalid'],
  ['a list', '[]', 4400, 'message_invalid'],
  ['another message', '{"publish":{}}', 4400, 'message_invalid'],
  ['an acknowledgement first', '{"ack":"x"}', 4400, 'subscribe_first'],
  ['no subscription', '{"subscribe":null}', 4400, 'subscription_invalid'],
  ['a subscription that is wrong', '{"subscribe":{"window":0}}', 4400, 'window_out_of_range'],
])('%s is refused with a reason', async (_, message, status, code) => {
  const { connect } = await setUp()
  const consumer = await connect()
  consumer.socket.send(message)
  expect(await consumer.closed).toBe(status)
  expect(consumer.errors).toMatchObject([{ code, detail: expect.any(String) }])
})

test('a frame that is too large, a second subscription or an acknowledgement of an unsent event ends it', async () => {
  const { server, office, connect } = await setUp()
  const large = await connect({})
  large.socket.send('x'.repeat(17_000))
  expect(await large.closed).toBe(1009)
  const twice = await connect({})
  twice.send({ subscribe: {} })
  expect(await twice.closed).toBe(4400)
  expect(twice.errors).toMatchObject([{ code: 'already_subscribed' }])
  const [id] = await happen(office, 1)
  const other = await connect({})
  const [frame] = await other.got(1)
  expect(frame?.event.id).toBe(id)
  const connected = (count: number) =>
    vi.waitFor(() => expect(server.streams.statistics().connected).toBe(count))
  await connected(1)
  const ahead = await connect({ types: ['document.*'] })
  await connected(2)
  ahead.send({ ack: frame?.cursor })
  expect(await ahead.closed).toBe(4400)
  expect(ahead.errors).toMatchObject([{ code: 'ack_ahead' }])
})

test('a consumer is told that events after its cursor were deleted', async () => {
  const { office, connect } = await setUp()
  await happen(office, 2)
  const consumer = await connect({})
  const [first] = await consumer.got(2)
  await database.prisma.event.deleteMany({ where: { workspaceId: office.workspaceId } })
  const late = await connect({ after: first?.cursor })
  expect(await late.closed).toBe(4410)
  expect(late.errors).toMatchObject([{ code: 'cursor_expired', detail: expect.any(String) }])
})

test('a client that does not subscribe or gives no sign of life is disconnected', async () => {
  const { server, connect, office } = await setUp({ pingMs: 60, subscribeMs: 150 })
  const silent = await connect()
  expect(await silent.closed).toBe(4408)
  expect(silent.errors).toMatchObject([{ code: 'subscribe_missing' }])
  const alive = await connect({})
  // After the handshake and its subscription, this client says nothing more.
  const dead = connectDead(server.url, office.key.headers.authorization)
  await new Promise((done) => dead.once('close', done))
  await happen(office, 1)
  await alive.got(1)
})

test('a consumer that acknowledges nothing has as long to get to its events as one that does', async () => {
  const { server, office, connect } = await setUp({ pingMs: 250 })
  const slow = await connect({ acknowledge: false })
  await happen(office, 1)
  const [first] = await slow.got(1)
  slow.socket.pause()
  const all = slow.frames.length + 20
  await office.flood(20)
  await vi.waitFor(() => expect(server.sent).toBe(all))
  // It need not, but may: that does not say that it has come to the last one.
  slow.send({ ack: first?.cursor })
  const idle = await connect({ after: 'latest', acknowledge: false })
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(2))
  idle.socket.pause()
  // The idle one, which has nothing to read, is disconnected.
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(1))
  slow.socket.resume()
  await slow.got(all)
  expect(slow.errors).toEqual([])
})

function connectDead(url: string, authorization: string) {
  const dead = connectSocket(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void dead.destroy())
  dead.on('data', () => {}).on('error', () => {})
  dead.write(
    'GET /api/v1/events/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: ${authorization}\r\n\r\n`,
  )
  dead.once('data', () => {
    const text = Buffer.from('{"subscribe":{}}')
    dead.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]))
  })
  return dead
}

test('a client that connects while the database is away is told to come back in a moment', async () => {
  const path = await openPath(url)
  const far = connect(path.url, { applicationName: 'far', onError: () => {} })
  onTestFinished(async () => {
    await far.close()
    path.close()
  })
  const server = await startStreamServer(far)
  const { key } = await openOffice(far, server.url)
  path.cut()
  const consumer = await connectConsumer(server.url, {}, key)
  expect(await consumer.closed).toBe(1013)
  expect(consumer.errors).toMatchObject([{ code: 'database_unavailable' }])
  path.mend()
})

test('one connection too many is refused with the reason', async () => {
  const { server, connect } = await setUp()
  await Promise.all(Array.from({ length: 20 }, () => connect({})))
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(20))
  const oneMore = await connect({})
  expect(await oneMore.closed).toBe(4429)
  expect(oneMore.errors).toMatchObject([{ code: 'too_many_streams' }])
})

test('a shutdown tells everyone to come back', async () => {
  const { server, connect } = await setUp()
  const [subscribed, silent] = await Promise.all([connect({}), connect()])
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(1))
  await server.close()
  expect(await subscribed.closed).toBe(1001)
  expect(await silent.closed).toBe(1001)
})

test('a shutdown does not wait for a client that does not read', async () => {
  const { server, office, connect } = await setUp()
  const consumer = await connect({ acknowledge: false })
  await happen(office, 1)
  await consumer.got(1)
  consumer.socket.pause()
  await office.flood(2000)
  await vi.waitFor(() => expect(server.streams.statistics().lagMs).toBeGreaterThan(200))
  const began = Date.now()
  await server.close()
  // Left to itself, ws would wait for 30 s.
  expect(Date.now() - began).toBeLessThan(15_000)
})
