/** While more waits for the disk than memory should hold, no transport reads anything more, and nobody is dropped. */
import { request as openRequest } from 'node:http'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { insertion, serveHttp } from '../testing/http-client.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { updateFrame } from '../testing/raw-client.ts'
import { authFrame, sync } from '../transport/frames.ts'

const office = await openTestOffice()
const { services, ada } = office
const server = await serveHttp(services, { documentBytes: 256 * 1024 * 1024 })

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  server.collab.transports.setPaused('log', false)
  server.leave()
})
afterAll(async () => {
  await server.stop()
  await office.close()
})

async function openWriter() {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  const question = updateFrame(documentId, Uint8Array.of(0), sync.step1)
  await stream.post(0, authFrame(documentId, token), question)
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  return { documentId, stream }
}

test('what is posted then is refused with the reason, and taken when it comes again', async () => {
  const { documentId, stream } = await openWriter()
  const word = updateFrame(documentId, insertion('word'))
  server.collab.transports.setPaused('log', true)
  expect(await stream.post(1, word)).toMatchObject({ status: 503, problem: { code: 'try_again' } })
  server.collab.transports.setPaused('log', false)
  expect((await stream.post(1, word)).status).toBe(204)
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(1), PATIENCE)
  expect((await loadDocument(services.database, documentId)).getText('title').toString()).toBe('word')
})

test('what is posted then is not even read: the answer does not wait for its end', async () => {
  const { stream } = await openWriter()
  server.collab.transports.setPaused('log', true)
  const upload = openRequest(`${server.url}/collab/frames?session=${stream.session}&number=1`, {
    method: 'POST',
    headers: { 'content-length': 1000 },
  })
  onTestFinished(() => void upload.destroy())
  const status = new Promise((done) => upload.once('response', ({ statusCode }) => done(statusCode)))
  upload.on('error', () => {})
  upload.write(new Uint8Array(10))
  expect(await status).toBe(503)
})

test('that begins when the database does not take what waits, and ends when it has taken it', async () => {
  const { documentId, stream } = await openWriter()
  const { query } = services.database
  const taken = Promise.withResolvers<{ rows: [] }>()
  vi.spyOn(services.database, 'query').mockImplementation((text, ...rest) =>
    text.startsWith('INSERT INTO document_updates') ? taken.promise : query(text, ...rest),
  )
  for (let number = 1; number <= 5; number++) {
    const ydoc = new Y.Doc()
    ydoc.getMap('large').set(`${number}`, new Uint8Array(15_000_000))
    const update = updateFrame(documentId, Y.encodeStateAsUpdate(ydoc))
    expect((await stream.post(number, update)).status).toBe(204)
  }
  const word = updateFrame(documentId, insertion('word'))
  expect((await stream.post(6, word)).status).toBe(503)
  expect(stream.acknowledgements()).toBe(0)
  taken.resolve({ rows: [] })
  await vi.waitFor(async () => expect((await stream.post(6, word)).status).toBe(204), PATIENCE)
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(6), PATIENCE)
  // Seconds of work, which take a busy machine a minute.
}, 180_000)

test('a client that is not read from for long is not taken for gone, whatever the transport', async () => {
  const impatient = await serveHttp(services, { idleMs: 2000 })
  const documentId = await createDocument(ada, {})
  const a = office.join(impatient.sockets, ada, documentId)
  await synced(a)
  const stream = await impatient.openStream()
  impatient.collab.transports.setPaused('log', true)
  // Three times as long as they have for a sign of life.
  await vi.waitFor(async () => {
    expect((await stream.post(0)).status).toBe(503)
    expect(stream.seen.heartbeats).toBeGreaterThan(12)
  }, PATIENCE)
  impatient.collab.transports.setPaused('log', false)
  a.text.insert(0, 'still here')
  await synced(a)
  expect(a.closed).toEqual([])
  expect((await stream.post(0)).status).toBe(204)
  a.leave()
  await impatient.stop()
})

test('a client that could not authenticate in time because nothing was read is told to come again', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  server.collab.transports.setPaused('log', true)
  const stream = await server.openStream()
  expect((await stream.post(0, authFrame(documentId, token))).status).toBe(503)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const socket = new WebSocket(`${server.sockets}/collab`)
  const closed = new Promise((done) =>
    socket.once('close', (code, reason) => done([code, reason.toString()])),
  )
  await new Promise((done) => socket.once('open', done))
  socket.send(authFrame(documentId, token))
  await vi.advanceTimersByTimeAsync(16_000)
  server.collab.transports.setPaused('log', false)
  expect(await closed).toEqual([1013, 'unavailable'])
})
