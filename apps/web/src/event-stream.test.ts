import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import type { EventEnvelope } from '@quillwire/events'
import { expect, test, vi } from 'vitest'
import { follow } from './testing/follower.ts'
import { type Office, openOffice } from './testing/office.ts'
import { type StreamServerOptions, startStreamServer } from './testing/stream-server.ts'

const { database } = await testDatabase()
/** Heartbeats also check rights. Without them, a stream can end only because it was notified. */
const NEVER_MS = 2 ** 31 - 1

async function setUp({ scopes, ...options }: StreamServerOptions & { scopes?: string[] } = {}) {
  const server = await startStreamServer(database, options)
  const office = await openOffice(database, server.url, scopes)
  const open = (query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    follow(server.url, query, { ...office.key.headers, ...headers })
  return { server, office, open }
}

/** All events, once there are `count`: a transaction of another test may hold the newest back for a moment. */
function listOf(office: Office, count: number) {
  return vi.waitFor(async () => {
    const { items } = await office.ask('GET', '/events')
    expect(items).toHaveLength(count)
    return items as { cursor: string; event: EventEnvelope }[]
  })
}

const idsOf = (events: { data: { id: string } }[]) => events.map(({ data }) => data.id)

test('events arrive with their cursor as the id, and Last-Event-ID goes on after it', async () => {
  const { office, open } = await setUp()
  const reader = await open()
  expect(reader.answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  const ids = [await office.happen(), await office.happen(), await office.happen()]
  const events = await reader.got(3)
  expect(idsOf(events)).toEqual(ids)
  expect(events[0]).toMatchObject({ id: expect.any(String), data: { type: 'member.invited' } })
  reader.close()
  // A browser reconnects to the address that it first had; libraries that imitate it add a parameter to that.
  const first = events[0]?.id ?? ''
  for (const again of [
    await open({ after: 'latest' }, { 'last-event-id': first }),
    await open({ after: 'latest', lastEventId: first }),
  ])
    expect(idsOf(await again.got(2))).toEqual(ids.slice(1))
  const listed = await office.ask('GET', `/events?after=${events[1]?.id}`)
  expect(listed.items).toMatchObject([{ cursor: events[2]?.id }])
})

test('types filter, and the reader’s place also moves past events that are not for it', async () => {
  const { office, open } = await setUp({ heartbeatMs: 50 })
  const reader = await open({ types: 'document.created, comment.*' })
  await office.ask('POST', '/documents', { title: 'Plan' })
  const [event] = await reader.got(1)
  expect(event).toMatchObject({ data: { type: 'document.created' } })
  await office.happen()
  const listed = await listOf(office, 2)
  await vi.waitFor(() => expect(reader.marks.at(-1)).toBe(listed.at(-1)?.cursor))
  expect(reader.events).toHaveLength(1)
})

test('folders, documents and actors filter, as in the list, and the place moves past the rest', async () => {
  const { office, open } = await setUp({ heartbeatMs: 50 })
  const create = async (title: string, parentId?: string) =>
    String((await office.ask('POST', '/documents', { title, parentId })).id)
  const folder = await create('Customers')
  const query = { types: 'document.created', folderIds: `${folder}, ${newId()}` }
  const reader = await open(query)
  const lind = await create('Lind', folder)
  const offer = await create('Offer', lind)
  await create('Elsewhere')
  const titles = (events: { data: { data: { document: { title: string } } } }[]) =>
    events.map(({ data }) => data.data.document.title)
  expect(titles(await reader.got(3))).toEqual(['Customers', 'Lind', 'Offer'])
  const listed = await listOf(office, 4)
  await vi.waitFor(() => expect(reader.marks.at(-1)).toBe(listed.at(-1)?.cursor))
  expect(reader.events).toHaveLength(3)

  const ada = listed.at(-1)?.event.actor.id ?? ''
  const byAda = await open({ actorIds: ada, documentIds: offer })
  expect(titles(await byAda.got(1))).toEqual(['Offer'])
  const chosen = async (asked: Record<string, string>) => {
    const { items } = await office.ask('GET', `/events?${new URLSearchParams(asked)}`)
    return titles((items as { event: never }[]).map(({ event }) => ({ data: event })))
  }
  expect(await chosen(query)).toEqual(['Customers', 'Lind', 'Offer'])
  expect(await chosen({ actorIds: ada, documentIds: offer, types: 'document.created' })).toEqual(['Offer'])
  expect(await chosen({ actorIds: newId() })).toEqual([])
})

test.each([
  ['documentIds', 'Plan', 'filter_invalid'],
  ['folderIds', `${newId()},Plan`, 'filter_invalid'],
  ['actorIds', Array.from({ length: 101 }, newId).join(), 'too_many_filters'],
])('the stream and the list say what is wrong with %s', async (path, ids, code) => {
  const { server, office } = await setUp()
  for (const door of ['/events/stream', '/events']) {
    const answer = await fetch(`${server.url}/api/v1${door}?${path}=${ids}`, {
      headers: office.key.headers,
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code, errors: [{ path }] })
  }
})

test.each([
  [{ types: 'documents.*' }, 422, 'event_type_unknown'],
  [{ after: 'nonsense' }, 422, 'cursor_invalid'],
  [{ consumer: ' ' }, 422, 'consumer_invalid'],
])('%o is refused before a stream begins', async (query, status, code) => {
  const { server, office } = await setUp()
  const answer = await fetch(`${server.url}/api/v1/events/stream?${new URLSearchParams(query)}`, {
    headers: office.key.headers,
  })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ code })
})

test('a client that may not read events gets a problem and no stream', async () => {
  const { server, office } = await setUp({ scopes: ['documents:read'] })
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${server.url}/api/v1/events/stream`, { headers })
    return [answer.status, (await answer.json()).code]
  }
  expect(await ask(office.key.headers)).toEqual([403, 'may_not_read_events'])
  expect(await ask({})).toEqual([401, 'sign_in_required'])
  expect(await ask({ authorization: 'Bearer qw_wrong' })).toEqual([401, 'api_key_invalid'])
  expect(await fetch(`${server.url}/api/v1/events/stream`, { method: 'HEAD' })).toMatchObject({ status: 401 })
})

test('a HEAD request for the stream gets the head alone', async () => {
  const { server, office } = await setUp()
  const { headers } = office.key
  const head = await fetch(`${server.url}/api/v1/events/stream`, { method: 'HEAD', headers })
  expect(head.headers.get('content-type')).toContain('text/event-stream')
  expect(server.streams.statistics().connected).toBe(0)
})

test('a reader that stops reading is sent only what fits into the connection, and gets everything later', async () => {
  const { server, office, open } = await setUp()
  const reader = await open()
  await office.happen()
  await reader.got(1)
  reader.answer.pause()
  const other = await open({ after: 'oldest' })
  const count = 3000
  await office.flood(count)
  await other.got(count + 1)
  // 60 MB in all: the system buffers far less for a connection.
  expect(server.sent - other.events.length).toBeLessThan(count / 2)
  reader.answer.resume()
  const events = await reader.got(count + 1)
  expect(events.slice(1).map(({ data }) => data.data.number)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  )
})

test('a named reader goes on where its last connection was, also without a cursor, and has a log', async () => {
  const { office, open, server } = await setUp({ heartbeatMs: 60 })
  const reader = await open({ consumer: 'laptop' })
  const ids = [await office.happen(), await office.happen()]
  const events = await reader.got(2)
  const row = await vi.waitFor(() =>
    database.prisma.webhookEndpoint.findFirstOrThrow({
      where: { workspaceId: office.workspaceId, streamCursor: events[1]?.id ?? '' },
    }),
  )
  const log = () =>
    database.prisma.delivery.findMany({ where: { endpointId: row.id }, orderBy: { id: 'asc' } })
  expect((await log()).map(({ eventId }) => `evt_${eventId.replaceAll('-', '')}`)).toEqual(ids)
  reader.close()
  await vi.waitFor(() => expect(server.streams.statistics().connected).toBe(0))
  const missed = await office.happen()
  const again = await open({ consumer: 'laptop' })
  expect(idsOf(await again.got(1))).toEqual([missed])
  const newer = await open({ consumer: 'laptop' })
  await again.ended
  expect(again.events.at(-1)).toMatchObject({ event: 'error', data: { error: { code: 'consumer_taken' } } })
  newer.close()
})

test('a revoked key ends the stream at once, with the reason', async () => {
  const { office, open } = await setUp({ heartbeatMs: NEVER_MS })
  const reader = await open()
  await office.ask('DELETE', `/api-keys/${office.key.id}`)
  await reader.ended
  expect(reader.events).toMatchObject([{ event: 'error', data: { error: { code: 'api_key_invalid' } } }])
})

test('a cursor after which events were deleted is gone', async () => {
  const { office, open } = await setUp()
  const reader = await open()
  await office.happen()
  const [event] = await reader.got(1)
  reader.close()
  await database.prisma.event.deleteMany({ where: { workspaceId: office.workspaceId } })
  const late = await open({ after: event?.id ?? '' })
  expect(late.status).toBe(410)
})

test('a shutdown ends the streams', async () => {
  const { server, open } = await setUp()
  const reader = await open()
  await server.close()
  await reader.ended
  expect(reader.events).toEqual([])
})

test('a shutdown does not wait for a client that does not read', async () => {
  const { server, office, open } = await setUp()
  const reader = await open()
  await office.happen()
  await reader.got(1)
  reader.answer.pause()
  await office.flood(2000)
  await vi.waitFor(() => expect(server.streams.statistics().lagMs).toBeGreaterThan(200))
  await server.close()
})
