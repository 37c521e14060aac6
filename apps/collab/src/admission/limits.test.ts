import type { Socket } from 'node:net'
import { environmentSchema } from '@quillwire/config'
import { asPrincipal } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createLateAnswers } from '../testing/late-answers.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { openRawClient, updateFrame } from '../testing/raw-client.ts'
import { authFrame, awarenessFrame } from '../transport/frames.ts'
import { createFrameBudget, defaultLimits, type Limits, limitsOf } from './limits.ts'

const late = createLateAnswers((await testDatabase()).database)
const office = await openTestOffice(late.database)
const { services, ada, jonas } = office

afterEach(() => office.leave())
afterAll(() => office.close())

/** A server with these limits, a document on it, and a raw client that may write. */
async function limited(limits: Partial<Limits>) {
  const server = await office.serve({ limits: { ...defaultLimits, ...limits } })
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const raw = async () => {
    const client = await openRawClient(server.base, documentId, token)
    client.send(updateFrame(documentId, Uint8Array.of(0), 0)) // the question that every client begins with
    await vi.waitFor(() => expect(client.questions()).toBeGreaterThan(0), PATIENCE)
    return client
  }
  const counted = async (metric: string, reason: string) => {
    const text = await server.collab.metrics.registry.metrics()
    return Number(new RegExp(`${metric}{reason="${reason}".*} (.*)`).exec(text)?.[1] ?? 0)
  }
  const drops = (reason: string) => counted('quillwire_drops_total', reason)
  const refusals = (reason: string) => counted('quillwire_refusals_total', reason)
  return { server, documentId, token, raw, drops, refusals }
}

/** The status with which a socket is refused. */
function statusOf(url: string, options?: { origin: string }): Promise<number | undefined> {
  const socket = new WebSocket(url, options)
  return new Promise((done) =>
    socket.once('unexpected-response', (_request, response) => done(response.statusCode)),
  )
}

function insertion(text: string, ydoc = new Y.Doc()): Uint8Array {
  const before = Y.encodeStateVector(ydoc)
  ydoc.getText('title').insert(ydoc.getText('title').length, text)
  return Y.encodeStateAsUpdate(ydoc, before)
}

test('each limit is set by the variable of its name', () => {
  const config = environmentSchema.parse({
    COLLAB_MAX_FRAME_BYTES: '100001',
    COLLAB_MAX_DOCUMENT_BYTES: '100002',
    COLLAB_MAX_AWARENESS_BYTES: '100003',
    COLLAB_MAX_FRAMES_PER_SECOND: '100004',
    COLLAB_MAX_CONNECTIONS_PER_DOCUMENT: '100005',
    COLLAB_MAX_CONNECTIONS_PER_PERSON: '100006',
    COLLAB_MAX_CONNECTIONS_PER_ADDRESS: '100007',
    COLLAB_MAX_UNREAD_BYTES: '100008',
    COLLAB_IDLE_SECONDS: '9',
  })
  expect(limitsOf(config)).toEqual({
    frameBytes: 100_001,
    documentBytes: 100_002,
    awarenessBytes: 100_003,
    framesPerSecond: 100_004,
    connectionsPerDocument: 100_005,
    connectionsPerPerson: 100_006,
    connectionsPerAddress: 100_007,
    unreadBytes: 100_008,
    idleMs: 9000,
  })
})

test('a frame over the limit ends the connection with the reason', async () => {
  const { raw, drops } = await limited({ frameBytes: 2048 })
  const client = await raw()
  client.update(insertion('x'.repeat(4000)))
  expect(await client.closed).toEqual({ code: 1009, reason: 'frame_too_large' })
  expect(await drops('frame_too_large')).toBe(1)
})

test('before it has opened a document, a client may send neither one large frame nor many small ones', async () => {
  const { server, documentId, raw, drops } = await limited({})
  const stranger = async () => {
    const socket = new WebSocket(`${server.base}/collab`)
    socket.on('error', () => {})
    const closed = new Promise((done) =>
      socket.once('close', (code, reason) => done([code, reason.toString()])),
    )
    await new Promise((done) => socket.once('open', done))
    return { socket, closed }
  }
  const large = await stranger()
  // The frame is not finished: what was announced is kept until the rest comes.
  large.socket.send(new Uint8Array(1_000_000), { fin: false })
  expect(await large.closed).toEqual([1009, 'frame_too_large'])
  const many = await stranger()
  for (let part = 0; part < 10; part++)
    many.socket.send(updateFrame(documentId, insertion('z'.repeat(50_000))))
  expect(await many.closed).toEqual([1009, 'frame_too_large'])
  expect(await drops('frame_too_large')).toBe(2)
  const friend = await raw()
  friend.update(insertion('z'.repeat(1_000_000)))
  await vi.waitFor(() => expect(friend.acknowledgements()).toBe(1), PATIENCE)
})

test('a text frame ends the connection with the reason', async () => {
  const { raw, drops } = await limited({})
  const client = await raw()
  client.socket.send('hello')
  expect(await client.closed).toEqual({ code: 1003, reason: 'text_frame' })
  expect(await drops('text_frame')).toBe(1)
})

test('what the WebSocket protocol does not know ends the connection, and is counted', async () => {
  const { raw, drops } = await limited({})
  const client = await raw()
  // A frame with an unknown opcode and an empty mask. The library sends no such frame; its socket does.
  const { _socket: stream } = client.socket as unknown as { _socket: Socket }
  stream.write(Uint8Array.of(0x83, 0x80, 0, 0, 0, 0))
  expect((await client.closed).code).toBe(1002)
  expect(await drops('malformed_frame')).toBe(1)
})

test('too many frames end the connection with the reason', async () => {
  const { raw, drops, documentId } = await limited({ framesPerSecond: 10 })
  const client = await raw()
  for (let i = 0; i < 200; i++) client.send(updateFrame(documentId, Uint8Array.of(0, 0)))
  expect(await client.closed).toEqual({ code: 1008, reason: 'too_many_frames' })
  expect(await drops('too_many_frames')).toBe(1)
})

test('after as many frames as may come at once, a client may send so many a second, and after a rest as many at once again', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const budget = createFrameBudget(5)
  const taken = () => {
    let frames = 0
    while (frames < 1000 && budget.take()) frames += 1
    return frames
  }
  expect(taken()).toBe(50)
  for (const [restMs, frames] of [
    [1000, 5],
    [2000, 10],
    [3_600_000, 50],
  ] as const) {
    vi.advanceTimersByTime(restMs)
    expect(taken()).toBe(frames)
  }
})

test('presence over the limit ends the connection with the reason', async () => {
  const { raw, documentId } = await limited({ awarenessBytes: 1024 })
  const client = await raw()
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ note: 'x'.repeat(2000) })
  client.send(awarenessFrame(documentId, encodeAwarenessUpdate(awareness, [awareness.clientID])))
  expect(await client.closed).toEqual({ code: 1009, reason: 'awareness_too_large' })
  awareness.destroy()
})

test('a client can neither speak for others nor for a crowd', async () => {
  const { server, documentId } = await limited({})
  const a = office.join(server.base, ada, documentId)
  await synced(a)
  a.provider.awareness?.setLocalState({ user: { name: 'Ada' } })
  const { token } = await issueTicket(jonas, { documentId })
  const client = await openRawClient(server.base, documentId, token)
  const awareness = new Awareness(new Y.Doc())
  const names = () => [...(a.provider.awareness?.getStates().values() ?? [])].map(({ user }) => user?.name)
  const speak = (clientId: number, clock: number, state: object | null) => {
    awareness.states.set(clientId, state as never) // what y-protocols keeps there
    awareness.meta.set(clientId, { clock, lastUpdated: Date.now() })
    client.send(awarenessFrame(documentId, encodeAwarenessUpdate(awareness, [clientId])))
  }
  speak(a.ydoc.clientID, 1_000_000, { user: { name: 'Not Ada' } })
  speak(a.ydoc.clientID, 1_000_001, null)
  for (let i = 1; i <= 100; i++) speak(i, 1, { user: { name: `Ghost ${i}` } })
  await vi.waitFor(() => expect(names()).toContain('Ghost 16'), PATIENCE)
  expect(names().filter((name) => name.startsWith('Ghost'))).toHaveLength(16)
  expect(names()).toContain('Ada')
  awareness.destroy()
})

test('a document that is full refuses more, says so, keeps its people connected and lets them delete', async () => {
  const { server, documentId, refusals } = await limited({ documentBytes: 100_000 })
  const a = office.join(server.base, ada, documentId)
  await synced(a)
  a.text.insert(0, 'a'.repeat(60_000))
  await synced(a)
  const messages: unknown[] = []
  a.provider.on('stateless', ({ payload }: { payload: string }) => messages.push(JSON.parse(payload)))
  a.text.insert(0, 'b'.repeat(60_000))
  await vi.waitFor(
    () => expect(messages).toContainEqual({ type: 'refused', reason: 'document_too_large' }),
    PATIENCE,
  )
  // The client is asked for what is missing, and its answer, the same words again, is refused and counted as well.
  expect(await refusals('document_too_large')).toBeGreaterThan(0)
  expect(a.provider.unsyncedChanges).toBeGreaterThan(0)
  expect(a.closed).toEqual([])
  const b = office.join(server.base, jonas, documentId)
  await vi.waitFor(() => expect(b.text.length).toBe(60_000), PATIENCE)
  b.text.delete(0, 50_000)
  await synced(b)
  // What was refused fits once it is taken back: then everything is acknowledged.
  a.text.delete(0, 60_000)
  await vi.waitFor(() => expect(a.provider.unsyncedChanges).toBe(0), PATIENCE)
  expect((await loadDocument(services.database, documentId)).getText('title').length).toBe(10_000)
})

test('connections to a document, of a person and from an address have their limits', async () => {
  const perDocument = await limited({ connectionsPerDocument: 2 })
  const first = await perDocument.raw()
  await perDocument.raw()
  const third = await openRawClient(perDocument.server.base, perDocument.documentId, perDocument.token)
  await vi.waitFor(() => expect(third.refusals()).toEqual(['too_many_connections_to_document']), PATIENCE)
  first.socket.close()
  await first.closed
  await vi.waitFor(async () => {
    const again = await openRawClient(perDocument.server.base, perDocument.documentId, perDocument.token)
    await vi.waitFor(() => expect(again.received.length).toBeGreaterThan(0), PATIENCE)
    expect(again.refusals()).toEqual([])
  }, PATIENCE)

  const perPerson = await limited({ connectionsPerPerson: 1 })
  await perPerson.raw()
  const second = await openRawClient(perPerson.server.base, perPerson.documentId, perPerson.token)
  await vi.waitFor(() => expect(second.refusals()).toEqual(['too_many_connections_of_person']), PATIENCE)

  // A client that is refused takes no place in the document, either.
  const both = await limited({ connectionsPerPerson: 1, connectionsPerDocument: 2 })
  await both.raw()
  for (let knocks = 0; knocks < 3; knocks++) {
    const refused = await openRawClient(both.server.base, both.documentId, both.token)
    await vi.waitFor(() => expect(refused.refusals()).toEqual(['too_many_connections_of_person']), PATIENCE)
  }
  await synced(office.join(both.server.base, jonas, both.documentId))

  const perAddress = await limited({ connectionsPerAddress: 1 })
  await perAddress.raw()
  expect(await statusOf(`${perAddress.server.base}/collab`)).toBe(429)
  expect(await perAddress.refusals('too_many_connections')).toBe(1)
})

test('visitors, whom nobody can tell apart, are counted by their address, whatever they are called', async () => {
  const { server, refusals } = await limited({ connectionsPerPerson: 1, connectionsPerAddress: 2 })
  const visit = async (name: string) => {
    const documentId = await createDocument(ada, {})
    const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
    const visitor = asPrincipal(services, { type: 'guest', name, shareLinkIds: [id] })
    return { documentId, token: (await issueTicket(visitor, { documentId })).token }
  }
  const first = await visit('Guest Wren')
  const opened = await openRawClient(server.base, first.documentId, first.token)
  const isIn = () => opened.received.filter(({ body }) => body[0] === 2).length
  await vi.waitFor(() => expect(isIn()).toBe(1), PATIENCE)
  const again = await openRawClient(server.base, first.documentId, first.token)
  await vi.waitFor(() => expect(again.received.length).toBeGreaterThan(0), PATIENCE)
  expect(again.refusals()).toEqual([])
  const other = await visit('Guest Lark')
  again.send(authFrame(other.documentId, other.token))
  await vi.waitFor(() => expect(again.refusals()).toEqual(['too_many_connections_from_address']), PATIENCE)
  expect(await refusals('too_many_connections_from_address')).toBe(1)
})

test('a client that goes while the document is being opened leaves its place to others', async () => {
  const { server, documentId, token } = await limited({ connectionsPerDocument: 1 })
  const text = late.hold('document_snapshots')
  const gone = await openRawClient(server.base, documentId, token)
  await text.asked
  gone.socket.close()
  await gone.closed
  text.release()
  await synced(office.join(server.base, jonas, documentId))
})

test('a client that asks again and again for a document that cannot be opened takes no places by that', async () => {
  const { server, documentId, token } = await limited({ connectionsPerDocument: 2, connectionsPerPerson: 2 })
  await services.database.query(
    `INSERT INTO document_updates (document_id, update, actor_type) VALUES ($1::uuid, '\\x0102ff', 'system')`,
    [documentId],
  )
  const client = await openRawClient(server.base, documentId, token)
  for (let knocks = 1; knocks <= 3; knocks++) {
    await vi.waitFor(() => expect(client.refusals()).toHaveLength(knocks), PATIENCE)
    client.send(authFrame(documentId, token))
  }
  await vi.waitFor(() => expect(client.refusals()).toHaveLength(4), PATIENCE)
  expect(new Set(client.refusals())).toEqual(new Set(['document_unreadable']))
  await services.database.query(
    `DELETE FROM document_updates WHERE document_id = $1::uuid AND update = '\\x0102ff'`,
    [documentId],
  )
  client.send(authFrame(documentId, token))
  client.send(updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(client.questions()).toBe(1), PATIENCE)
  await synced(office.join(server.base, ada, documentId))
})

test('a page of another site is refused, and counted', async () => {
  const { server, refusals } = await limited({})
  expect(await statusOf(`${server.base}/collab`, { origin: 'https://evil.example' })).toBe(403)
  expect(await refusals('origin_refused')).toBe(1)
})

test('a reader who does not read is dropped before it costs memory, and the others go on', async () => {
  const { server, raw, documentId, drops } = await limited({ unreadBytes: 256 * 1024 })
  const deaf = await raw()
  const a = office.join(server.base, ada, documentId)
  await synced(a)
  deaf.socket.pause()
  await vi.waitFor(async () => {
    // More than the systems on both sides buffer.
    a.text.insert(0, 'x'.repeat(400_000))
    a.text.delete(0, 400_000)
    await synced(a)
    expect(await drops('reader_too_slow')).toBe(1)
  }, PATIENCE)
  a.text.insert(0, 'still here')
  await synced(a)
})

test('a connection without a sign of life ends, and one that answers pings stays', async () => {
  // The client that answers is in the same process, which has to get round to that in half the time.
  const { raw, drops } = await limited({ idleMs: 3000 })
  const [alive, dead] = [await raw(), await raw()]
  dead.socket.pause()
  await vi.waitFor(async () => expect(await drops('no_sign_of_life')).toBe(1), PATIENCE)
  expect(alive.socket.readyState).toBe(WebSocket.OPEN)
})

test('an update that builds on what has not come is not kept: its sender is asked, then all is acknowledged', async () => {
  const { raw, server, documentId } = await limited({})
  const client = await raw()
  const ydoc = new Y.Doc()
  const first = insertion('one ', ydoc)
  const second = insertion('two ', ydoc)
  const asked = client.questions()
  client.update(second)
  await vi.waitFor(() => expect(client.questions()).toBe(asked + 1), PATIENCE)
  expect(client.acknowledgements()).toBe(0)
  // Its wait holds up nobody else.
  const other = office.join(server.base, jonas, documentId)
  await synced(other)
  other.ydoc.getText('beside').insert(0, 'three')
  await synced(other)
  client.send(updateFrame(documentId, Y.encodeStateAsUpdate(ydoc), 1))
  // One for the answer, the first that it gave, and one for the update.
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(2), PATIENCE)
  client.update(first)
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(3), PATIENCE)
  expect((await loadDocument(services.database, documentId)).getText('title').toString()).toBe('one two ')
})

test('an update that cannot be read ends its sender’s connection and nobody else’s', async () => {
  const { server, raw, documentId } = await limited({})
  const a = office.join(server.base, ada, documentId)
  await synced(a)
  const client = await raw()
  client.update(Uint8Array.of(1, 1, 255, 255, 255))
  expect(await client.closed).toEqual({ code: 1007, reason: 'malformed_update' })
  a.text.insert(0, 'undisturbed')
  await synced(a)
  expect(a.closed).toEqual([])
})

test.each([
  ['words', (ydoc: Y.Doc) => ydoc.getText('title').insert(0, 'words')],
  ['a line', (ydoc: Y.Doc) => ydoc.getXmlFragment('default').push([new Y.XmlElement('paragraph')])],
])(
  'an update of %s in the second format of Yjs ends its sender’s connection and nobody else’s',
  async (_what, write) => {
    const { server, raw, documentId } = await limited({})
    const a = office.join(server.base, ada, documentId)
    await synced(a)
    const client = await raw()
    const ydoc = new Y.Doc()
    write(ydoc)
    client.update(Y.encodeStateAsUpdateV2(ydoc))
    expect(await client.closed).toEqual({ code: 1007, reason: 'malformed_update' })
    expect(client.acknowledgements()).toBe(0)
    a.text.insert(0, 'undisturbed')
    await synced(a)
    expect(a.closed).toEqual([])
  },
)

test('if two write with the same client id at once, the one whose words are not kept is told so', async () => {
  const { raw, documentId, refusals } = await limited({})
  const [one, other] = [await raw(), await raw()]
  const written = (words: string) => {
    const ydoc = new Y.Doc()
    ydoc.clientID = 1
    return insertion(words, ydoc)
  }
  // The answer of a client that has nothing to the server's question.
  for (const client of [one, other]) client.send(updateFrame(documentId, Uint8Array.of(0, 0), 1))
  one.update(written('plum'))
  await vi.waitFor(() => expect(one.acknowledgements()).toBe(2), PATIENCE)
  other.update(written('pear'))
  const isTold = () =>
    other.received.some(({ body }) => Buffer.from(body).includes('"reason":"client_id_in_use"'))
  await vi.waitFor(() => expect(isTold()).toBe(true), PATIENCE)
  expect(await refusals('client_id_in_use')).toBe(1)
  expect(other.acknowledgements()).toBe(1)
  expect((await loadDocument(services.database, documentId)).getText('title').toString()).toBe('plum')
  // An update that comes again is acknowledged again.
  one.update(written('plum'))
  await vi.waitFor(() => expect(one.acknowledgements()).toBe(3), PATIENCE)
})

test.each([
  ['a client whose document takes too long to load is told to come again', true, [1013, 'unavailable']],
  ['a client that was refused is dropped', false, [4401, 'not_authenticated']],
])('%s', async (_, mayRead, end) => {
  const { server, documentId, token } = await limited({})
  const held = late.hold('document_snapshots')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const socket = new WebSocket(`${server.base}/collab`)
  const closed = new Promise((done) =>
    socket.once('close', (code, reason) => done([code, reason.toString()])),
  )
  const heard = new Promise((done) => socket.once('message', done))
  await new Promise((done) => socket.once('open', done))
  socket.send(authFrame(documentId, mayRead ? token : 'another'))
  await (mayRead ? held.asked : heard)
  await vi.advanceTimersByTimeAsync(16_000)
  vi.useRealTimers()
  expect(await closed).toEqual(end)
  held.release()
})

test('a client that never authenticates is dropped', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { server } = await limited({})
  const socket = new WebSocket(`${server.base}/collab`)
  await new Promise((done) => socket.once('open', done))
  const closed = new Promise((done) =>
    socket.once('close', (code, reason) => done([code, reason.toString()])),
  )
  await vi.advanceTimersByTimeAsync(16_000)
  vi.useRealTimers()
  expect(await closed).toEqual([4401, 'not_authenticated'])
})
