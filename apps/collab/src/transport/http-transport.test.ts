import { createDocument } from '@quillwire/core/documents/create-document'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { insertion, serveHttp } from '../testing/http-client.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { updateFrame } from '../testing/raw-client.ts'
import { authFrame, frame } from './frames.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office
const server = await serveHttp(services)

afterEach(() => {
  server.leave()
  office.leave()
})
afterAll(() => server.stop())

test('what goes up is acknowledged and seen by others, once, however often it is sent', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const a = office.join(server.sockets, jonas, documentId)
  await synced(a)
  const stream = await server.openStream()
  const question = updateFrame(documentId, Uint8Array.of(0), 0)
  expect(await stream.post(0, authFrame(documentId, token), question)).toEqual({ status: 204, problem: null })
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  const edit = updateFrame(documentId, insertion('over HTTP'))
  expect((await stream.post(2, edit)).problem).toMatchObject({ code: 'out_of_order', status: 409 })
  expect((await stream.post(1, edit)).status).toBe(204)
  expect((await stream.post(1, edit)).status).toBe(204)
  await vi.waitFor(() => expect(a.text.toString()).toBe('over HTTP'), PATIENCE)
  await vi.waitFor(() => expect(stream.acknowledgements()).toBe(1), PATIENCE)
  a.text.insert(0, 'and back, ')
  await vi.waitFor(
    () => expect(stream.frames.at(-1)?.body.toString()).toContain(Buffer.from('and back').join(',')),
    PATIENCE,
  )
})

test('rights are the same: a viewer changes nothing, and a client that loses the right is out', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  const { token } = await issueTicket(jonas, { documentId })
  const stream = await server.openStream()
  await stream.post(0, authFrame(documentId, token), updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  await stream.post(1, updateFrame(documentId, insertion('X')))
  await vi.waitFor(
    () =>
      expect(stream.frames).toContainEqual(
        expect.objectContaining({ type: frame.syncStatus, body: Uint8Array.of(0) }),
      ),
    PATIENCE,
  )
  expect(stream.acknowledgements()).toBe(0)
  await setGeneralAccess(ada, { documentId, role: null })
  await vi.waitFor(() => expect(stream.closes).toEqual([{ code: 4403, reason: 'access_revoked' }]), PATIENCE)
  expect(await stream.post(2)).toMatchObject({ status: 404, problem: { code: 'session_unknown' } })
})

test('an unknown session, a body that is too large and a foreign page are told what is wrong', async () => {
  expect(await server.post('nobody', 0, new Uint8Array())).toMatchObject({
    status: 404,
    problem: { type: 'urn:quillwire:problem:session_unknown', title: 'Not Found', code: 'session_unknown' },
  })
  const stream = await server.openStream()
  expect(await stream.post(0, new Uint8Array(17 * 1024 * 1024))).toMatchObject({
    status: 413,
    problem: { code: 'frames_too_large' },
  })
  const foreign = await fetch(`${server.url}/collab/stream`, { headers: { origin: 'https://evil.example' } })
  expect([foreign.status, (await foreign.json()).code]).toEqual([403, 'origin_refused'])
})

test('a socket’s address that is asked without an upgrade says that it speaks WebSocket', async () => {
  for (const path of ['/collab', '/yjs/an-id?token=t']) {
    const answer = await fetch(`${server.url}${path}`)
    expect([answer.status, answer.headers.get('upgrade')], path).toEqual([426, 'websocket'])
    expect(await answer.json()).toMatchObject({ code: 'upgrade_required' })
  }
})

test('a number that is none is refused, and what came with it can be sent again', async () => {
  const stream = await server.openStream()
  for (const number of ['', '-1', '1e0', '0x0', '99999999999999999999'])
    expect(await stream.post(number)).toMatchObject({ status: 409, problem: { code: 'out_of_order' } })
  expect((await stream.post(0)).status).toBe(204)
})

test('a body that is no list of frames is refused with the reason, and so is its session', async () => {
  const stream = await server.openStream()
  const answer = await server.post(stream.session, 0, Uint8Array.of(200, 1, 2))
  expect(answer).toMatchObject({ status: 400, problem: { code: 'malformed_frame' } })
  await vi.waitFor(() => expect(stream.closes).toEqual([{ code: 1007, reason: 'malformed_frame' }]), PATIENCE)
})
