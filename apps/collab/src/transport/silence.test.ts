/** Clients take silence for a lost connection: even a silent one that hears nothing of others is sent something. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { defaultLimits } from '../admission/limits.ts'
import { serveHttp } from '../testing/http-client.ts'
import { openTestOffice, PATIENCE } from '../testing/office.ts'
import { openRawClient, updateFrame } from '../testing/raw-client.ts'
import { authFrame, frame } from './frames.ts'

const office = await openTestOffice()
const { services, ada } = office
/** The server looks often for clients that have heard nothing. The clock, which is fast here, says for how long. */
const limits = { ...defaultLimits, idleMs: 2000 }

const now = performance.now.bind(performance)
let pace = { from: now(), shown: now(), times: 1 }
vi.spyOn(performance, 'now').mockImplementation(() => pace.shown + pace.times * (now() - pace.from))

/** Makes the clock so many times as fast from here. It never goes back: what was heard would then lie in the future. */
function passTime(times: number) {
  pace = { shown: performance.now(), from: now(), times }
}
afterEach(() => {
  passTime(1)
  office.leave()
})
afterAll(() => office.close())

const cursorsIn = (frames: { type: number }[]) => frames.filter(({ type }) => type === frame.awareness).length

test('over a WebSocket', async () => {
  passTime(20)
  const { base } = await office.serve({ limits })
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const client = await openRawClient(base, documentId, token)
  client.send(updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(client.questions()).toBe(1), PATIENCE)
  await vi.waitFor(() => expect(cursorsIn(client.received)).toBeGreaterThan(1), PATIENCE)
  client.socket.close()
})

test('over y-websocket', async () => {
  passTime(20)
  const { base } = await office.serve({ limits })
  const documentId = await createDocument(ada, {})
  const { provider } = await office.joinYWebsocket(base, ada, documentId)
  // As in a hidden tab: nobody moves, and a client that is alone hears nothing of itself.
  provider.awareness.destroy()
  let heard = 0
  provider.ws?.addEventListener('message', () => {
    heard += 1
  })
  await vi.waitFor(() => expect(heard).toBeGreaterThan(1), PATIENCE)
  expect(provider.wsconnected).toBe(true)
})

test('over HTTP', async () => {
  // Here the clock must not be too fast: it also says which clients are gone, and a busy machine takes long for a POST.
  passTime(5)
  const server = await serveHttp(services, { ...limits, idleMs: 20_000 })
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const stream = await server.openStream()
  await stream.post(0, authFrame(documentId, token), updateFrame(documentId, Uint8Array.of(0), 0))
  let number = 1
  await vi.waitFor(async () => {
    await stream.post(number++)
    expect(cursorsIn(stream.frames)).toBeGreaterThan(0)
  }, PATIENCE)
  await server.stop()
})
