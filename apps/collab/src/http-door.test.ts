import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@quillwire/config'
import { createDocument } from '@quillwire/core/documents/create-document'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { type Collab, startCollab } from './collab.ts'
import { authFrame, frame, readFrame, sync } from './frames.ts'
import { openTestOffice, PATIENCE, synced } from './testing/office.ts'
import { updateFrame } from './testing/raw-client.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office
const streams: AbortController[] = []
let collab: Collab
let base: string

beforeAll(async () => {
  collab = await startCollab(services, createLogger('test', 'silent'))
  const server = createServer((request, response) => {
    if (!collab.doors.request(request, response)) response.writeHead(404).end()
  }).on('upgrade', (request, socket, head) => collab.doors.upgrade(request, socket, head))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  for (const stream of streams.splice(0)) stream.abort()
  office.leave()
})
afterAll(async () => {
  await collab.drain()
})

async function openStream() {
  const ending = new AbortController()
  streams.push(ending)
  const response = await fetch(`${base}/collab/stream`, { signal: ending.signal })
  const frames: { type: number; body: Uint8Array }[] = []
  const closes: unknown[] = []
  let session = ''
  void (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const [, name, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? []
        if (name === 'session') session = data
        if (name === 'frame') frames.push(readFrame(new Uint8Array(Buffer.from(data, 'base64'))))
        if (name === 'close') closes.push(JSON.parse(data))
      }
    }
  })().catch(() => {})
  await vi.waitFor(() => expect(session).not.toBe(''), PATIENCE)
  return {
    frames,
    closes,
    session,
    post: (number: number, ...some: Uint8Array[]) => post(session, number, ...some),
    acknowledgements: () =>
      frames.filter(({ type, body }) => type === frame.syncStatus && body[0] === 1).length,
    questions: () => frames.filter(({ type, body }) => type === frame.sync && body[0] === sync.step1).length,
  }
}

async function post(session: string, number: number, ...frames: Uint8Array[]) {
  const encoder = createEncoder()
  for (const one of frames) writeVarUint8Array(encoder, one)
  const body = toUint8Array(encoder) as Uint8Array<ArrayBuffer>
  const response = await fetch(`${base}/collab/frames?session=${session}&number=${number}`, {
    method: 'POST',
    body,
  })
  return { status: response.status, problem: response.status === 204 ? null : await response.json() }
}

function insertion(text: string): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, text)
  return Y.encodeStateAsUpdate(ydoc)
}

test('what goes up is acknowledged and seen by others, once, however often it is sent', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const a = office.join(base.replace('http', 'ws'), jonas, documentId)
  await synced(a)
  const stream = await openStream()
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

test('rights are the same: a viewer changes nothing, and who loses the right is out', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  const { token } = await issueTicket(jonas, { documentId })
  const stream = await openStream()
  await stream.post(0, authFrame(documentId, token), updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(stream.questions()).toBe(1), PATIENCE)
  await stream.post(1, updateFrame(documentId, insertion('X')))
  await vi.waitFor(
    () => expect(stream.frames.at(-1)).toMatchObject({ type: frame.syncStatus, body: Uint8Array.of(0) }),
    PATIENCE,
  )
  expect(stream.acknowledgements()).toBe(0)
  await setGeneralAccess(ada, { documentId, role: null })
  await vi.waitFor(() => expect(stream.closes).toEqual([{ code: 4403, reason: 'access_revoked' }]), PATIENCE)
})

test('an unknown session, a body that is too large and a foreign page are told what is wrong', async () => {
  expect(await post('nobody', 0)).toMatchObject({ status: 404, problem: { code: 'session_unknown' } })
  const { session } = await openStream()
  expect(await post(session, 0, new Uint8Array(17 * 1024 * 1024))).toMatchObject({
    status: 413,
    problem: { code: 'frames_too_large' },
  })
  const foreign = await fetch(`${base}/collab/stream`, { headers: { origin: 'https://evil.example' } })
  expect([foreign.status, (await foreign.json()).code]).toEqual([403, 'origin_refused'])
})
