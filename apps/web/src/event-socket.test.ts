import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Executor, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type ConsumerOptions, connectConsumer, type Frame } from './testing/consumer.ts'
import { type Office, openOffice } from './testing/office.ts'
import { type StreamServerOptions, startStreamServer } from './testing/stream-server.ts'

const { database } = await testDatabase()
/** Without signs of life nobody is asked now and then who they are: what is heard was told. */
const NEVER_MS = 2 ** 31 - 1

/** A server with an office, whose key opens sockets. */
async function setUp({ scopes, ...options }: StreamServerOptions & { scopes?: string[] } = {}) {
  const server = await startStreamServer(database, options)
  const office = await openOffice(database, server.url, scopes)
  const connect = (subscribe?: object, more: ConsumerOptions = {}) =>
    connectConsumer(server.url, subscribe, { headers: office.key.headers, ...more })
  return { server, office, connect }
}

/** A transaction that the test ends when it likes. */
async function openTransaction() {
  const client = await database.pool.connect()
  await client.query('BEGIN')
  const tx: Executor = {
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query(text, [...values])
      return { rows: rows as Row[] }
    },
  }
  return {
    tx,
    async commit() {
      await client.query('COMMIT')
      client.release()
    },
  }
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

test('of transactions that overlap and commit in another order nothing is missed, and the order stays', async () => {
  const { server, office, connect } = await setUp()
  const consumer = await connect({ window: 1000 }, { acknowledges: true })
  const [first, second] = [await openTransaction(), await openTransaction()]
  const early = await office.happen(first.tx)
  const late = await office.happen(second.tx)
  await second.commit()
  const last = await office.happen()
  const looks = server.looks
  await vi.waitFor(() => expect(server.looks).toBeGreaterThan(looks + 2))
  await consumer.settled()
  // What committed first is to wait.
  expect(consumer.frames).toEqual([])
  await first.commit()
  expect(idsOf(await consumer.got(3))).toEqual([early, late, last])

  const writers = Array.from({ length: 6 }, async () => {
    const ids: string[] = []
    for (let i = 0; i < 15; i++)
      ids.push(
        await database.sqlTransaction(async (tx) => {
          const id = await office.happen(tx)
          await sleep(Math.random() * 8)
          return id
        }),
      )
    return ids
  })
  const recorded = (await Promise.all(writers)).flat()
  const came = idsOf((await consumer.got(93)).slice(3))
  expect(came.toSorted()).toEqual(recorded.toSorted())
  const listed = await office.ask('GET', '/events?limit=100')
  expect(idsOf(consumer.frames)).toEqual(idsOf(listed.items as never))
})

test('a consumer is led past very many events that it may not see', async () => {
  const { office, connect } = await setUp()
  const consumer = await connect({ after: 'oldest' })
  const { id: secret } = await office.ask('POST', '/documents', { title: 'Secret plan' })
  await office.ask('PATCH', `/documents/${secret}/access`, { generalAccess: null })
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, actor, data)
     SELECT uuidv7(), $1::uuid, generation, 'document.saved', $2::uuid, false, '{}', '{}'
       FROM event_log, generate_series(1, 9000)`,
    [office.workspaceId, secret],
  )
  const id = await office.happen()
  await vi.waitFor(() => expect(consumer.frames.at(-1)?.event.id).toBe(id), 10_000)
})

test('filters choose by folder, document and actor, and the admin’s page shows those of a named consumer', async () => {
  const { office, connect } = await setUp()
  const create = async (title: string, parentId?: string) =>
    String((await office.ask('POST', '/documents', { title, parentId })).id)
  const [folder, single] = [await create('Customers'), await create('Price list')]
  const crm = await connect({ consumer: 'crm', filters: { folderIds: [folder], documentIds: [single] } })
  const grace = newId()
  const hers = await connect({ filters: { actorIds: [grace] } })
  await vi.waitFor(async () =>
    expect(await office.ask('GET', '/webhook-endpoints')).toMatchObject({
      items: [{ description: 'crm', filters: { folderIds: [folder], documentIds: [single], actorIds: [] } }],
    }),
  )
  const lind = await create('Lind', folder)
  const offer = await create('Offer', lind)
  await create('Elsewhere')
  await office.happen()
  await office.ask('PATCH', `/documents/${single}`, { title: 'Prices' })
  await office.ask('PATCH', `/documents/${offer}`, { parentId: null })
  await office.ask('PATCH', `/documents/${offer}`, { title: 'Offer of June' })
  await office.ask('DELETE', `/documents/${lind}`)
  const told = ({ event }: Frame) => [event.type, (event.data.document as { title: string }).title]
  expect((await crm.got(6)).map(told)).toEqual([
    ['document.created', 'Customers'],
    ['document.created', 'Price list'],
    ['document.created', 'Lind'],
    ['document.created', 'Offer'],
    ['document.renamed', 'Prices'],
    ['document.trashed', 'Lind'],
  ])
  const id = await office.happenBy(grace)
  expect(idsOf(await hers.got(1))).toEqual([id])
  await connect({ consumer: 'crm', filters: { actorIds: [office.key.id] } })
  await vi.waitFor(async () =>
    expect(await office.ask('GET', '/webhook-endpoints')).toMatchObject({
      items: [{ filters: { folderIds: [], documentIds: [], actorIds: [office.key.id] } }],
    }),
  )
})

test('a hundred ids of each kind fit into a subscription, and an id that is none is named', async () => {
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

test('a full window waits for acknowledgements', async () => {
  const { server, office, connect } = await setUp()
  const ids = await happen(office, 7)
  const consumer = await connect({ window: 3 })
  await consumer.got(3)
  /** Who comes later and does not acknowledge gets everything meanwhile. */
  const meanwhile = async () => {
    const another = await connect({ acknowledge: false })
    await another.got(7)
    await consumer.settled()
  }
  await meanwhile()
  expect(consumer.frames).toHaveLength(3)
  expect(server.streams.statistics()).toMatchObject({ unacknowledged: 3 })
  consumer.send({ ack: consumer.frames[1]?.cursor })
  await consumer.got(5)
  await meanwhile()
  expect(idsOf(consumer.frames)).toEqual(ids.slice(0, 5))
  // What was acknowledged already is no mistake.
  consumer.send({ ack: consumer.frames[0]?.cursor })
  consumer.send({ ack: consumer.frames[4]?.cursor })
  expect(idsOf(await consumer.got(7))).toEqual(ids)
})

test('a named consumer goes on where it acknowledged, after a restart too, and its log shows what it took', async () => {
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

test('the consumer that comes last takes over', async () => {
  const { office, connect } = await setUp()
  const other = await startStreamServer(database)
  const older = await connect({ consumer: 'crm' })
  const ids = await happen(office, 1)
  await older.got(1)
  const newer = await connectConsumer(other.url, { consumer: 'crm' }, { headers: office.key.headers })
  expect(await older.closed).toBe(4409)
  expect(older.errors).toMatchObject([{ code: 'consumer_taken' }])
  expect(idsOf(await newer.got(1))).toEqual(ids)
  const elsewhere = await connect({ consumer: 'another' })
  await elsewhere.got(1)
  newer.send({ ack: newer.frames[0]?.cursor })
  const more = await happen(office, 1)
  expect(idsOf(await newer.got(2))).toEqual([...ids, ...more])
})

test('types choose', async () => {
  const { office, connect } = await setUp()
  const consumer = await connect({ types: ['document.*'] })
  await happen(office, 1)
  await office.ask('POST', '/documents', { title: 'Plan' })
  const [frame] = await consumer.got(1)
  expect(frame?.event.type).toBe('document.created')
})

test('“latest” begins with what happens from now on', async () => {
  const { server, office, connect } = await setUp()
  const before = await happen(office, 2)
  // They are decided once another reader has them.
  await (await connect({})).got(2)
  const consumer = await connect({ after: 'latest' })
  const other = await connect({ after: 'oldest' })
  expect(idsOf(await other.got(2))).toEqual(before)
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(3))
  const [now] = await happen(office, 1)
  expect(idsOf(await consumer.got(1))).toEqual([now])
})

test('events of a private document are not for a key', async () => {
  const { office, connect } = await setUp()
  const document = await office.ask('POST', '/documents', { title: 'Ours' })
  const secret = await office.ask('POST', '/documents', { title: 'Mine' })
  await office.ask('PATCH', `/documents/${secret.id}/access`, { generalAccess: null })
  await office.ask('PATCH', `/documents/${secret.id}`, { title: 'Mine alone' })
  await office.ask('PATCH', `/documents/${document.id}`, { title: 'Ours still' })
  const consumer = await connect({ types: ['document.created', 'document.renamed'] })
  const frames = await consumer.got(2)
  const titles = frames.map(({ event }) => (event.data.document as { title: string }).title)
  expect(titles).toEqual(['Ours', 'Ours still'])
})

test('what waits for room is not sent when its document has become private meanwhile', async () => {
  const { office, connect } = await setUp()
  const plan = await office.ask('POST', '/documents', { title: 'Plan' })
  await office.ask('PATCH', `/documents/${plan.id}`, { title: 'Secret plan' })
  const last = await office.ask('POST', '/documents', { title: 'Other' })
  const consumer = await connect({ types: ['document.created', 'document.renamed'], window: 1 })
  const [first] = await consumer.got(1)
  await office.ask('PATCH', `/documents/${plan.id}/access`, { generalAccess: null })
  // By then everybody was notified: the one who hears it last has.
  await new Promise<void>((done) => {
    void database
      .listen('document_access', () => done())
      .then(() => database.notify('document_access', { documentId: String(last.id) }))
  })
  consumer.send({ ack: first?.cursor })
  const [, second] = await consumer.got(2)
  expect(second?.event.data).toMatchObject({ document: { id: last.id } })
})

test('a reader that stops reading is sent no more than fits into the connection, and gets everything later', async () => {
  const { server, office, connect } = await setUp()
  const consumer = await connect({ acknowledge: false })
  await happen(office, 1)
  await consumer.got(1)
  consumer.socket.pause()
  const other = await connect({ acknowledge: false })
  const count = 3000
  await office.flood(count)
  await other.got(count + 1)
  // 60 MB in all: what the system keeps for a connection is far less.
  expect(server.sent - other.frames.length).toBeLessThan(count / 2)
  consumer.socket.resume()
  const frames = await consumer.got(count + 1)
  expect(frames.slice(1).map(({ event }) => event.data.number)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  )
})

test('a revoked key and an admin who is none any more are cut at once', async () => {
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

test('who may not read is told at once', async () => {
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

test('a browser brings its key as a subprotocol; its cookie serves pages of ours alone', async () => {
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
  ['an unknown field', '{"subscribe":{"type":["*"]}}', 4400, 'subscription_invalid'],
  ['an unknown type', '{"subscribe":{"types":["documents.*"]}}', 4400, 'event_type_unknown'],
  ['types that are no list', '{"subscribe":{"types":"*"}}', 4400, 'event_types_invalid'],
  ['filters that are no object', '{"subscribe":{"filters":["x"]}}', 4400, 'filter_invalid'],
  ['a filter that is none', '{"subscribe":{"filters":{"folders":[]}}}', 4400, 'filter_invalid'],
  ['a window out of range', '{"subscribe":{"window":0}}', 4400, 'window_out_of_range'],
  ['a cursor that is none', '{"subscribe":{"after":"nonsense"}}', 4400, 'cursor_invalid'],
  ['a name that is none', '{"subscribe":{"consumer":" "}}', 4400, 'consumer_invalid'],
])('%s is refused with a reason', async (_, message, status, code) => {
  const { connect } = await setUp()
  const consumer = await connect()
  consumer.socket.send(message)
  expect(await consumer.closed).toBe(status)
  expect(consumer.errors).toMatchObject([{ code, detail: expect.any(String) }])
})

test('frames that are too large, a second subscription and acknowledgements of what was not sent end it', async () => {
  const { server, office, connect } = await setUp()
  const large = await connect({})
  large.socket.send('x'.repeat(17_000))
  expect(await large.closed).toBe(1009)
  const twice = await connect({})
  twice.send({ subscribe: {} })
  expect(await twice.closed).toBe(4400)
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

test('a cursor behind which events were deleted is told, and how to go on', async () => {
  const { office, connect } = await setUp()
  const ids = await happen(office, 4)
  const consumer = await connect({ consumer: 'crm' })
  const [first] = await consumer.got(4)
  consumer.send({ ack: first?.cursor })
  await vi.waitFor(async () =>
    expect(
      await database.prisma.webhookEndpoint.count({ where: { streamCursor: first?.cursor ?? '' } }),
    ).toBe(1),
  )
  consumer.socket.close()
  await consumer.closed
  const deleted = consumer.frames.slice(0, 2).map(({ event }) => event.id.slice(4))
  await database.query(`DELETE FROM events WHERE replace(id::text, '-', '') = ANY ($1::text[])`, [deleted])
  for (const subscribe of [{ after: first?.cursor }, { consumer: 'crm' }]) {
    const late = await connect(subscribe)
    expect(await late.closed).toBe(4410)
    expect(late.errors).toMatchObject([
      { code: 'cursor_expired', detail: expect.stringContaining('"oldest"') },
    ])
  }
  const again = await connect({ consumer: 'crm', after: 'oldest' })
  expect(idsOf(await again.got(2))).toEqual(ids.slice(2))
})

test('a consumer to which nothing is owed keeps its place, however quiet it is', async () => {
  const { office, connect } = await setUp({ heartbeatMs: 50 })
  await happen(office, 2)
  const consumer = await connect({ consumer: 'crm', types: ['document.*'] })
  const row = () =>
    database.prisma.webhookEndpoint.findFirstOrThrow({
      where: { workspaceId: office.workspaceId, kind: 'stream' },
    })
  // Events that are not for it move its place on.
  await vi.waitFor(async () => expect((await row()).streamCursor).not.toBeNull())
  consumer.socket.close()
  await consumer.closed
  await database.prisma.event.deleteMany({ where: { workspaceId: office.workspaceId } })
  const again = await connect({ consumer: 'crm' })
  const ids = await happen(office, 1)
  expect(idsOf(await again.got(1))).toEqual(ids)
})

test('whoever does not subscribe, and whoever gives no sign of life, is let go', async () => {
  const { server, connect, office } = await setUp({ pingMs: 60, subscribeMs: 150 })
  const silent = await connect()
  expect(await silent.closed).toBe(4408)
  expect(silent.errors).toMatchObject([{ code: 'subscribe_missing' }])
  const alive = await connect({})
  // A connection whose other end answers nothing: after the handshake it says one thing.
  const dead = connectDead(server.url, office.key.headers.authorization)
  await new Promise((done) => dead.once('close', done))
  await happen(office, 1)
  await alive.got(1)
})

function connectDead(url: string, authorization: string) {
  const dead = connect(Number(new URL(url).port), '127.0.0.1')
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

test('connections to the database that break are no reason to lose an event or a consumer', async () => {
  const { server, office, connect } = await setUp()
  const consumer = await connect({ consumer: 'crm' }, { acknowledges: true })
  const ids = await happen(office, 1)
  await consumer.got(1)
  for (let round = 0; round < 3; round++) {
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    ids.push(await vi.waitFor(() => office.happen(), { timeout: 5000 }))
    await consumer.got(ids.length)
  }
  expect(idsOf(consumer.frames)).toEqual(ids)
  // What was notified while nobody listened is asked for: a key revoked meanwhile.
  await database.prisma.apiKey.update({ where: { id: office.key.id }, data: { revokedAt: new Date() } })
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
  expect(await consumer.closed).toBe(4401)
  expect(server.streams.statistics().connected).toBe(0)
})

test('one key can have so many connections and no more, and one that ends makes room', async () => {
  const { server, connect } = await setUp()
  const consumers = await Promise.all(Array.from({ length: 20 }, () => connect({})))
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(20))
  const oneMore = await connect({})
  expect(await oneMore.closed).toBe(4429)
  consumers[0]?.socket.close()
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(19))
  await connect({})
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(20))
})

test('a shutdown tells everyone to come back', async () => {
  const { server, connect } = await setUp()
  const [subscribed, silent] = await Promise.all([connect({}), connect()])
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(1))
  await server.close()
  expect(await subscribed.closed).toBe(1001)
  expect(await silent.closed).toBe(1001)
})

test('a shutdown does not wait for who does not read', async () => {
  const { server, office, connect } = await setUp()
  const consumer = await connect({ acknowledge: false })
  await happen(office, 1)
  await consumer.got(1)
  consumer.socket.pause()
  await office.flood(2000)
  await vi.waitFor(() => expect(server.streams.statistics().lagMs).toBeGreaterThan(200), 10_000)
  const began = Date.now()
  await server.close()
  // Without more ado ws would wait for 30 s.
  expect(Date.now() - began).toBeLessThan(15_000)
})
