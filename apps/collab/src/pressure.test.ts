/** More waits for the disk than memory should hold: nothing more is read, whatever the transport, and nobody is blamed for it. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { authFrame, sync } from './frames.ts'
import { insertion, serveHttp } from './testing/http-client.ts'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'
import { updateFrame } from './testing/raw-client.ts'

const office = await openTestOffice()
const { services, ada } = office
const server = await serveHttp(services)

afterEach(() => {
  vi.useRealTimers()
  server.collab.transports.setPaused(false)
  server.leave()
})
afterAll(async () => {
  await server.stop()
  await office.close()
})

test('what is posted then is not taken, which is said, and is taken when it comes again', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  const question = updateFrame(documentId, Uint8Array.of(0), sync.step1)
  await stream.post(0, authFrame(documentId, token), question)
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  const word = updateFrame(documentId, insertion('word'))
  server.collab.transports.setPaused(true)
  expect(await stream.post(1, word)).toMatchObject({ status: 503, problem: { code: 'try_again' } })
  server.collab.transports.setPaused(false)
  expect((await stream.post(1, word)).status).toBe(204)
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(1), PATIENCE)
  expect((await loadDocument(services.database, documentId)).getText('title').toString()).toBe('word')
})

test('who cannot be heard for long is not taken for gone, whatever the transport', async () => {
  const impatient = await serveHttp(services, { idleMs: 400 })
  const documentId = await createDocument(ada, {})
  const a = office.join(impatient.sockets, ada, documentId)
  await synced(a)
  const stream = await impatient.openStream()
  impatient.collab.transports.setPaused(true)
  // Three times as long as they have for a sign of life.
  await vi.waitFor(async () => {
    expect((await stream.post(0)).status).toBe(503)
    expect(stream.seen.heartbeats).toBeGreaterThan(12)
  }, PATIENCE)
  impatient.collab.transports.setPaused(false)
  a.text.insert(0, 'still here')
  await synced(a)
  expect(a.closed).toEqual([])
  expect((await stream.post(0)).status).toBe(204)
  a.leave()
  await impatient.stop()
})

test('who is not heard for so long that they would be let go is told to come again', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  server.collab.transports.setPaused(true)
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
  server.collab.transports.setPaused(false)
  expect(await closed).toEqual([1013, 'unavailable'])
})
