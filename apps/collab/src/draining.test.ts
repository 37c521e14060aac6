/** A server that is told to stop, and one whose database does not take what is written. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { insertion, serveHttp } from './testing/http-client.ts'
import { lockLog } from './testing/locked-log.ts'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'
import { openRawClient, updateFrame } from './testing/raw-client.ts'
import { sync } from './transport/frames.ts'

const office = await openTestOffice()
const { services, ada } = office

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  office.leave()
})
afterAll(() => office.close())

test('who stops takes nobody in and nothing more, acknowledges what it has, and only then sends everyone off', async () => {
  const server = await serveHttp(services)
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const writer = await openRawClient(server.sockets, documentId, token)
  writer.send(updateFrame(documentId, Uint8Array.of(0), sync.step1))
  await vi.waitFor(() => expect(writer.questions()).toBe(1), PATIENCE)
  const stream = await server.openStream()
  const unlock = await lockLog(services.database)
  writer.update(insertion('owed'))
  await vi.waitFor(async () => {
    expect(await server.collab.metrics.registry.metrics()).toMatch(/^quillwire_updates_waiting 1$/m)
  }, PATIENCE)
  expect(server.collab.healthy()).toBe(true)

  const draining = server.collab.drain()
  expect(server.collab.healthy()).toBe(false)
  const refusal = new Promise((done) =>
    new WebSocket(`${server.sockets}/collab`).on('error', ({ message }) => done(message)),
  )
  expect(await refusal).toContain('503')
  expect(await stream.post(0)).toMatchObject({ status: 503, problem: { code: 'restarting' } })
  const newcomer = await fetch(`${server.url}/collab/stream`)
  expect(await newcomer.json()).toMatchObject({ status: 503, code: 'restarting' })
  writer.update(insertion('late'))
  expect(writer.socket.readyState).toBe(WebSocket.OPEN)
  expect(stream.closes).toEqual([])

  unlock()
  await draining
  expect(await writer.closed).toEqual({ code: 1012, reason: 'restarting' })
  await vi.waitFor(() => expect(stream.closes).toEqual([{ code: 1012, reason: 'restarting' }]), PATIENCE)
  expect(writer.acknowledgements()).toBe(1)
  expect((await loadDocument(services.database, documentId)).getText('title').toString()).toBe('owed')
  await server.stop()
})

test('who cannot bring what is written to the disk for some seconds is not ready, until it can', async () => {
  const server = await serveHttp(services)
  const documentId = await createDocument(ada, {})
  const a = office.join(server.sockets, ada, documentId)
  await synced(a)
  const failing = vi.spyOn(services.database, 'query').mockRejectedValue(new Error('connection lost'))
  a.text.insert(0, 'kept')
  await vi.waitFor(() => expect(failing).toHaveBeenCalled(), PATIENCE)
  expect(server.collab.healthy()).toBe(true)
  const now = performance.now.bind(performance)
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 6000)
  expect(server.collab.healthy()).toBe(false)
  later.mockRestore()
  failing.mockRestore()
  await synced(a)
  expect(server.collab.healthy()).toBe(true)
  await server.stop()
})
