/** How the transport over HTTP deals with clients that read nothing, say nothing, or send more than they may. */
import { request as openRequest } from 'node:http'
import { connect } from 'node:net'
import { createDocument } from '@quillwire/core/documents/create-document'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { testDatabase } from '@quillwire/database/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { bodyOf, insertion, serveHttp } from '../testing/http-client.ts'
import { createLateAnswers } from '../testing/late-answers.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { updateFrame } from '../testing/raw-client.ts'
import { authFrame } from './frames.ts'

const late = createLateAnswers((await testDatabase()).database)
const office = await openTestOffice(late.database)
const { services, ada, jonas } = office
const stops: (() => unknown)[] = []

afterEach(async () => {
  office.leave()
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function serve(limits: Parameters<typeof serveHttp>[1]) {
  const server = await serveHttp(services, limits)
  stops.push(() => server.stop())
  return server
}

type Server = Awaited<ReturnType<typeof serve>>

/** Opens a stream, and reads nothing of it but its session. */
async function openUnread({ port }: Server) {
  const socket = connect(port, '127.0.0.1')
  stops.push(() => socket.destroy())
  socket.on('error', () => {})
  socket.write('GET /collab/stream HTTP/1.1\r\nHost: localhost\r\n\r\n')
  let head = ''
  const session = await new Promise<string>((done) =>
    socket.on('data', (data) => {
      head += data
      const id = /event: session\r?\ndata: (\S+)/.exec(head)?.[1]
      if (id) done(id)
    }),
  )
  socket.pause()
  return { socket, session }
}

const dropsOf = ({ collab }: Server) => byReason(collab.metrics.drops)
const refusalsOf = ({ collab }: Server) => byReason(collab.metrics.refusals)

async function byReason(counter: Server['collab']['metrics']['drops']) {
  const { values } = await counter.get()
  return Object.fromEntries(values.map(({ labels, value }) => [labels.reason, value]))
}

test('a reader that does not read is dropped before it costs memory', async () => {
  const server = await serve({ unreadBytes: 64 * 1024 })
  const documentId = await createDocument(ada, {})
  const { session } = await openUnread(server)
  const { token } = await issueTicket(jonas, { documentId })
  const question = updateFrame(documentId, Uint8Array.of(0), 0)
  await server.post(session, 0, bodyOf([authFrame(documentId, token), question]))
  const a = office.join(server.sockets, ada, documentId)
  await synced(a)
  await vi.waitFor(async () => {
    a.text.insert(0, 'x'.repeat(200_000))
    await synced(a)
    expect(await dropsOf(server)).toEqual({ reader_too_slow: 1 })
  }, PATIENCE)
  expect((await server.post(session, 1, new Uint8Array())).status).toBe(404)
  expect(a.closed).toEqual([])
})

test('a reader that was dropped and does not read the last words to it does no harm', async () => {
  const server = await serve({ idleMs: 6000 })
  const documentId = await createDocument(ada, {})
  const a = office.join(server.sockets, ada, documentId)
  await synced(a)
  for (let i = 0; i < 24; i++) a.text.insert(0, 'y'.repeat(500_000))
  await synced(a)
  const { session } = await openUnread(server)
  const { token } = await issueTicket(jonas, { documentId })
  // When it is dropped, the whole text is on its way to it, which is more than the system buffers.
  const question = updateFrame(documentId, Uint8Array.of(0), 0)
  await server.post(session, 0, bodyOf([authFrame(documentId, token), question]))
  await vi.waitFor(async () => {
    expect((await server.collab.metrics.connections.get()).values[0]?.value).toBe(2)
  }, PATIENCE)
  expect((await server.post(session, 1, Uint8Array.of(200, 1, 2))).status).toBe(400)
  const other = await server.openStream()
  await vi.waitFor(() => expect(other.seen.heartbeats).toBeGreaterThan(1), PATIENCE)
  a.text.insert(0, 'still here')
  await synced(a)
})

test('a client that answers no heartbeat has gone, and one that answers stays', async () => {
  const server = await serve({ idleMs: 1500 })
  const silent = await server.openStream()
  const alive = await server.openStream()
  let number = 0
  await vi.waitFor(async () => {
    expect((await alive.post(number++)).status).toBe(204)
    expect(silent.seen.ended).toBe(true)
    // Twice as long as they have for a sign of life.
    expect(alive.seen.heartbeats).toBeGreaterThan(8)
  }, PATIENCE)
  expect(alive.seen.ended).toBe(false)
  expect(await dropsOf(server)).toEqual({ no_sign_of_life: 1 })
})

test('a frame over the limit is refused, in a body that is not', async () => {
  const server = await serve({ frameBytes: 2048 })
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  await stream.post(0, authFrame(documentId, token), updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  const large = updateFrame(documentId, insertion('z'.repeat(3000)))
  expect(await stream.post(1, large)).toMatchObject({ status: 413, problem: { code: 'frames_too_large' } })
  expect(await refusalsOf(server)).toEqual({ frames_too_large: 1 })
  expect((await stream.post(1, updateFrame(documentId, insertion('small')))).status).toBe(204)
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(1), PATIENCE)
})

test('a body of millions of tiny frames costs little more than its bytes', async () => {
  const server = await serve({ framesPerSecond: 10 })
  const documentId = await createDocument(ada, {})
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  const { token } = await issueTicket(jonas, { documentId })
  const stream = await server.openStream()
  await stream.post(0, authFrame(documentId, token), updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  const before = process.resourceUsage().maxRSS
  const body = new Uint8Array(8 * 1024 * 1024).fill(1)
  expect((await server.post(stream.session, 1, body)).status).toBe(204)
  await vi.waitFor(() => expect(stream.closes).toEqual([{ code: 1007, reason: 'malformed_frame' }]), PATIENCE)
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024)
})

test('before it has sent its token, a client may post only little', async () => {
  const server = await serve({})
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  const large = updateFrame(documentId, insertion('z'.repeat(1_000_000)))
  expect(await stream.post(0, large)).toMatchObject({ status: 413, problem: { code: 'frames_too_large' } })
  await stream.post(0, authFrame(documentId, token), updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  expect((await stream.post(1, large)).status).toBe(204)
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(1), PATIENCE)
})

test('nor may it post much in many posts before it is known whether it is let in', async () => {
  const server = await serve({})
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  const held = late.hold('document_snapshots')
  await stream.post(0, authFrame(documentId, token))
  await held.asked
  const part = updateFrame(documentId, insertion('z'.repeat(150_000)))
  expect((await stream.post(1, part)).status).toBe(204)
  const waits = stream.post(2, part)
  held.release(new Error('The database has gone.'))
  expect(await waits).toMatchObject({ status: 401, problem: { code: 'not_authenticated' } })
})

/** Posts a body piece by piece, so that nothing says how long it will be. */
function postWithoutLength({ port }: Server, session: string, number = 0) {
  const path = `/collab/frames?session=${session}&number=${number}`
  const upload = openRequest({ host: '127.0.0.1', port, method: 'POST', path })
  const answer = new Promise<{ status: number | undefined; problem: unknown }>((done, fail) => {
    upload.once('error', fail).once('response', async (response) => {
      const parts = await response.toArray()
      done({ status: response.statusCode, problem: JSON.parse(Buffer.concat(parts).toString()) })
    })
  })
  return { upload, answer }
}

test('a body over the limit is refused with the reason even if its length was not declared', async () => {
  const server = await serve({ frameBytes: 2048 })
  const { session } = await server.openStream()
  const { upload, answer } = postWithoutLength(server, session)
  for (let part = 0; part < 20; part++) upload.write(new Uint8Array(50_000))
  upload.end()
  expect(await answer).toMatchObject({ status: 413, problem: { code: 'frames_too_large' } })
})

test('a client that goes on sending after the answer is cut off', async () => {
  const server = await serve({ idleMs: 400 })
  const { upload, answer } = postWithoutLength(server, 'nobody')
  const cutOff = new Promise((done) => upload.once('socket', (socket) => socket.once('close', done)))
  const writing = setInterval(() => upload.write('and so on'), 10)
  stops.push(() => clearInterval(writing))
  expect(await answer).toMatchObject({ status: 404, problem: { code: 'session_unknown' } })
  upload.on('error', () => {})
  await cutOff
})

test('one body of a session is read at a time: a client that sends it again gives up the first one', async () => {
  const server = await serve({})
  const { session } = await server.openStream()
  const first = openRequest({
    host: '127.0.0.1',
    port: server.port,
    method: 'POST',
    path: `/collab/frames?session=${session}&number=0`,
    headers: { 'content-length': 1000 },
  })
  const end = new Promise<string>((done) =>
    first.once('error', () => done('given up')).once('response', () => done('answered')),
  )
  const arrived = new Promise((done) => first.once('socket', (socket) => socket.once('connect', done)))
  first.write(new Uint8Array(10))
  await arrived
  await vi.waitFor(async () => {
    expect((await server.post(session, 0, new Uint8Array())).status).toBe(204)
    expect(await end).toBe('given up')
  }, PATIENCE)
})

test('streams that are refused are counted by their reason', async () => {
  const server = await serve({ connectionsPerAddress: 1 })
  await server.openStream()
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${server.url}/collab/stream`, { headers })).status
  expect(await status({})).toBe(429)
  expect(await status({ origin: 'https://evil.example' })).toBe(403)
  expect(await refusalsOf(server)).toEqual({ too_many_connections: 1, origin_refused: 1 })
})

test('a stream that has ended leaves its place to another from the same address', async () => {
  const server = await serve({ connectionsPerAddress: 1 })
  const first = await server.openStream()
  first.end()
  await vi.waitFor(async () => {
    const { status, body } = await fetch(`${server.url}/collab/stream`)
    await body?.cancel()
    expect(status).toBe(200)
  }, PATIENCE)
})

test('a client that takes long to send one body shows with each piece of it that it is there', async () => {
  const server = await serve({ idleMs: 1500 })
  const stream = await server.openStream()
  const { upload, answer } = postWithoutLength(server, stream.session)
  // Twice as long as they have for a sign of life.
  await vi.waitFor(() => {
    upload.write(new Uint8Array(1))
    expect(stream.seen.heartbeats).toBeGreaterThan(8)
  }, PATIENCE)
  expect(stream.seen.ended).toBe(false)
  upload.destroy()
  await expect(answer).rejects.toThrow()
})

test('a client whose stream breaks has left the document, and what it was sending is read no further', async () => {
  const server = await serve({})
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  const question = updateFrame(documentId, Uint8Array.of(0), 0)
  await stream.post(0, authFrame(documentId, token), question)
  const inDocument = async () => (await server.collab.metrics.connections.get()).values[0]?.value
  await vi.waitFor(async () => expect(await inDocument()).toBe(1), PATIENCE)
  const { upload, answer } = postWithoutLength(server, stream.session, 1)
  const cutOff = expect(answer).rejects.toThrow()
  const begun = new Promise<void>((done) => upload.write(new Uint8Array(1), () => done()))
  await begun
  stream.end()
  await vi.waitFor(async () => expect(await inDocument()).toBe(0), PATIENCE)
  await cutOff
})
