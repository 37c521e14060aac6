/** A server that is told to stop, and one whose database does not take what is written. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createDecoder, readVarUint8Array } from 'lib0/decoding'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { insertion, serveHttp } from './testing/http-client.ts'
import { lockLog } from './testing/locked-log.ts'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'
import { openRawClient, updateFrame } from './testing/raw-client.ts'
import { authFrame, awarenessFrame, frame, sync } from './transport/frames.ts'

const office = await openTestOffice()
const { services, ada } = office

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  office.leave()
})
afterAll(() => office.close())

test('a server that stops takes no clients and no updates, acknowledges what it has, and only then sends everyone away', async () => {
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

test('nobody hears that those who are sent away have left: all are back in a moment, at the next server', async () => {
  const server = await serveHttp(services)
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const first = office.join(server.sockets, ada, documentId)
  await synced(first)
  first.provider.awareness?.setLocalState({ user: { name: 'Ada' } })
  const second = await openRawClient(server.sockets, documentId, token)
  const third = await server.openStream()
  await third.post(0, authFrame(documentId, token))
  const names = (frames: readonly { type: number; body: Uint8Array }[]) => {
    const awareness = new Awareness(new Y.Doc())
    for (const { type, body } of frames)
      if (type === frame.awareness)
        applyAwarenessUpdate(awareness, readVarUint8Array(createDecoder(body)), null)
    awareness.destroy()
    return [...awareness.getStates().values()].flatMap(({ user }) => user?.name ?? [])
  }
  const heard = () => [names(second.received), names(third.frames)]
  await vi.waitFor(() => expect(heard()).toEqual([['Ada'], ['Ada']]), PATIENCE)
  await server.collab.drain()
  await second.closed
  await vi.waitFor(() => expect(third.closes).toHaveLength(1), PATIENCE)
  expect(heard()).toEqual([['Ada'], ['Ada']])
  await server.stop()
})

test('however many clients are in one document, they leave one after the other, not nested in each other', async () => {
  const server = await serveHttp(services)
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const clients = await Promise.all(
    Array.from({ length: 10 }, () => openRawClient(server.sockets, documentId, token)),
  )
  for (const [index, { send }] of clients.entries()) {
    const awareness = new Awareness(new Y.Doc())
    awareness.setLocalState({ user: { name: `Person ${index}` } })
    send(awarenessFrame(documentId, encodeAwarenessUpdate(awareness, [awareness.clientID])))
    awareness.destroy()
  }
  for (const client of clients)
    await vi.waitFor(
      () => expect(client.received.filter(({ type }) => type === frame.awareness)).not.toEqual([]),
      PATIENCE,
    )
  const emit = Awareness.prototype.emit
  let [depth, deepest, left] = [0, 0, 0]
  vi.spyOn(Awareness.prototype, 'emit').mockImplementation(function (this: Awareness, name, args) {
    depth += 1
    deepest = Math.max(deepest, depth)
    if (name === 'update') left += 1
    emit.call(this, name, args)
    depth -= 1
  })
  await server.collab.drain()
  expect(left).toBeGreaterThanOrEqual(clients.length)
  expect(deepest).toBe(1)
  await server.stop()
})

test('a server that cannot store what is written for some seconds is not ready, until it can', async () => {
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
