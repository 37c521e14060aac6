import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { serveHttp } from '../testing/http-client.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { openRawClient, updateFrame } from '../testing/raw-client.ts'
import { authFrame, frame, questionFrame } from './frames.ts'

const office = await openTestOffice()
const { services, ada } = office
const { base } = await office.serve()
const http = await serveHttp(services)
/** To say what it has of so many, a client sends more than one without an open document may. */
const MANY = 60_000

afterAll(async () => {
  office.leave()
  await http.stop()
  await office.close()
})

/** Something written by each of very many clients. */
function writtenByMany(): Uint8Array {
  const all = new Y.Doc()
  all.transact(() => {
    for (let index = 0; index < MANY; index++) {
      const one = new Y.Doc()
      one.clientID = 0x7000_0000 + index
      one.getMap('guestbook').set(String(index), true)
      Y.applyUpdate(all, Y.encodeStateAsUpdate(one))
    }
  })
  return Y.encodeStateAsUpdate(all)
}
const byMany = writtenByMany()

test('a document in which very many have written is opened again with its copy', async () => {
  const documentId = await createDocument(ada, {})
  const a = office.join(base, ada, documentId)
  await synced(a)
  Y.applyUpdate(a.ydoc, byMany)
  await synced(a)
  const socket = a.provider.configuration.websocketProvider
  socket.disconnect()
  await expect.poll(() => a.provider.isSynced, PATIENCE).toBe(false)
  a.text.insert(0, 'written meanwhile')
  await socket.connect()
  await synced(a)
  expect(a.closed.filter(({ code }) => code === 1009)).toEqual([])
  const b = office.join(base, ada, documentId)
  await synced(b)
  expect(b.text.toString()).toBe('written meanwhile')
})

test('so it is by a client of y-websocket', async () => {
  const documentId = await createDocument(ada, {})
  const { provider, ydoc, text } = await office.joinYWebsocket(base, ada, documentId)
  const closed: unknown[] = []
  provider.on('connection-close', (event) => closed.push(event?.code))
  Y.applyUpdate(ydoc, byMany)
  const reader = office.join(base, ada, documentId)
  await synced(reader)
  await expect.poll(() => reader.ydoc.store.clients.size, PATIENCE).toBeGreaterThanOrEqual(MANY)
  provider.disconnect()
  text.insert(0, 'written meanwhile')
  provider.connect()
  await expect.poll(() => reader.text.toString(), PATIENCE).toBe('written meanwhile')
  expect(closed).not.toContain(1009)
})

test('and over plain HTTP', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, byMany)
  const client = await http.openStream()
  // The second may arrive while their token is still being checked, but not before the first.
  for (const [number, one] of [authFrame(documentId, token), questionFrame(documentId, ydoc)].entries())
    expect((await client.post(number, one)).status).toBe(204)
  await vi.waitFor(() => expect(client.frames.some(({ type }) => type === frame.sync)).toBe(true), PATIENCE)
  await client.post(2, updateFrame(documentId, byMany, 1))
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(1), PATIENCE)
})

test('a client that is refused hears that, and not that it was too much: all of it may come with the next token', async () => {
  const documentId = await createDocument(ada, {})
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, byMany)
  const raw = await openRawClient(base, documentId, 'not a token')
  raw.send(questionFrame(documentId, ydoc))
  expect(await raw.closed).toEqual({ code: 4401, reason: 'not_authenticated' })
  expect(raw.refusals()).toEqual(['ticket_invalid'])

  const client = await http.openStream()
  const [admission, question] = [authFrame(documentId, 'not a token'), questionFrame(documentId, ydoc)]
  expect((await client.post(0, admission)).status).toBe(204)
  expect(await client.post(1, question)).toMatchObject({
    status: 401,
    problem: { code: 'not_authenticated' },
  })
})
