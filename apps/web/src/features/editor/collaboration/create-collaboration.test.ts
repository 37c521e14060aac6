import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { schemaVersion } from '@quillwire/editor'
import { createDecoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import * as Y from 'yjs'
import type { LocalCopyListeners } from '../../offline/local-copy.ts'
import { noteUnsent } from '../../offline/unsent.ts'
import type { CollaborationState } from './collaboration-state.ts'
import { createCollaboration } from './create-collaboration.ts'
import type { DocumentMessage } from './server-connection.ts'

const PATIENCE = { interval: 10 }
const ANNA = 'anna'
const DOCUMENT = 'document-1'
/** Both sides have everything, and know it. */
const SETTLED = { connected: true, synced: true, unacknowledged: 0 }

function storage(): Storage {
  const kept = new Map<string, string>()
  const methods = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  // As in a browser, its keys are those of the stored items.
  return new Proxy(methods, { ownKeys: () => [...kept.keys()] }) as unknown as Storage
}

beforeEach(() => {
  vi.stubGlobal('localStorage', storage())
  vi.stubGlobal('sessionStorage', storage())
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
})
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
  vi.unstubAllGlobals()
})

/** The types of frames, and of sync messages. */
const SYNC = 0
const AUTH = 2
const STATELESS = 5
const CLOSE = 7
const SYNC_STATUS = 8
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2
const PERMISSION_DENIED = 1
const AUTHENTICATED = 2

function frame(...parts: (number | string | Uint8Array)[]): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, DOCUMENT)
  for (const part of parts)
    if (typeof part === 'number') writeVarUint(encoder, part)
    else if (typeof part === 'string') writeVarString(encoder, part)
    else writeVarUint8Array(encoder, part)
  return toUint8Array(encoder)
}

/** A server with one document. What is written is acknowledged at once, or when the test says so. */
async function startServer(text: string, maxPayload = 2 ** 20) {
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, text)
  const sockets = new Set<Pick<WebSocket, 'send' | 'terminate'>>()
  const server = {
    ydoc,
    acknowledges: true,
    isFull: false,
    connections: 0,
    entries: 0,
    streams: 0,
    /** The `tab` that each connection names. */
    tabs: [] as (string | null)[],
    acknowledge: () => send(frame(SYNC_STATUS, 1)),
    refuse(reason: string) {
      send(frame(SYNC_STATUS, 0))
      server.say({ type: 'refused', reason })
    },
    refuseAccess: (reason: string) => send(frame(AUTH, PERMISSION_DENIED, reason)),
    closeDocument: (reason: string) => send(frame(CLOSE, reason)),
    /** Sends what is in its document. */
    tell: () => send(frame(SYNC, UPDATE, Y.encodeStateAsUpdate(ydoc))),
    say: (message: object) => send(frame(STATELESS, JSON.stringify(message))),
    breakOff() {
      for (const socket of sockets) socket.terminate()
    },
    /** What its door over HTTP answers. */
    answer(url: string, { body, signal }: RequestInit): Response {
      if (!url.includes('/collab/stream')) {
        // The cast: as a page sends it.
        const decoder = createDecoder(body as Uint8Array)
        while (hasContent(decoder)) receive(readVarUint8Array(decoder))
        return new Response(null, { status: 204 })
      }
      const stream = new ReadableStream({
        start(controller) {
          const say = (event: string, data: string) =>
            controller.enqueue(Buffer.from(`event: ${event}\ndata: ${data}\n\n`))
          const socket = {
            send: (bytes: Uint8Array) => say('frame', Buffer.from(bytes).toString('base64')),
            terminate: () => controller.error(),
          }
          say('session', 'one')
          sockets.add(socket)
          server.streams += 1
          signal?.addEventListener('abort', () => {
            sockets.delete(socket)
            server.streams -= 1
            controller.error()
          })
        },
      })
      return new Response(stream)
    },
    get isLeft() {
      return sockets.size === 0
    },
  }
  const send = (bytes: Uint8Array) => {
    for (const socket of sockets) socket.send(bytes)
  }

  function receive(bytes: Uint8Array) {
    const decoder = createDecoder(bytes)
    readVarString(decoder)
    const type = readVarUint(decoder)
    if (type === AUTH) {
      server.entries += 1
      if (server.isFull) return server.refuseAccess('too_many_connections_to_document')
      return send(frame(AUTH, AUTHENTICATED, 'read-write'))
    }
    if (type !== SYNC || server.isFull) return
    const part = readVarUint(decoder)
    const content = readVarUint8Array(decoder)
    if (part === STEP_1) {
      send(frame(SYNC, STEP_2, Y.encodeStateAsUpdate(ydoc, content)))
      return send(frame(SYNC, STEP_1, Y.encodeStateVector(ydoc)))
    }
    if (!server.acknowledges) return
    Y.applyUpdate(ydoc, content)
    server.acknowledge()
  }

  const http = createServer()
  new WebSocketServer({ server: http, maxPayload }).on('connection', (socket, { url }) => {
    server.connections += 1
    server.tabs.push(new URL(url ?? '', 'http://localhost').searchParams.get('tab'))
    sockets.add(socket)
    socket.on('message', (data: Buffer) => receive(new Uint8Array(data)))
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  ends.push(() => {
    for (const socket of sockets) socket.terminate()
    http.close()
  })
  const location = { origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }
  vi.stubGlobal('window', Object.assign(new EventTarget(), { location }))
  return server
}

const facts = {
  role: 'editor',
  canWrite: true,
  canComment: true,
  canShare: true,
  canRestore: false,
  trashed: false,
}
const principal = { type: 'user', id: ANNA, name: 'Anna' }

/** Answers of the server, by what is asked for. */
function answer(answers: Record<string, { status: number; body: object }>) {
  vi.stubGlobal('fetch', async (url: string, { method = 'GET' }: RequestInit) => {
    const { status, body } = answers[`${method} ${url.split('?')[0]}`] ?? { status: 500, body: {} }
    return Response.json(body, { status })
  })
}
const TICKET = `POST /api/v1/documents/${DOCUMENT}/tickets`
const ticket = { status: 200, body: { token: 'token', schemaVersion, principal, ...facts } }

/** A page of Anna's, with a copy on its device that does what the test says. */
function open({ viewerId = ANNA as string | null, create = createCollaboration } = {}) {
  const page = {
    state: undefined as CollaborationState | undefined,
    wasUnreached: false,
    messages: [] as DocumentMessage[],
    copy: undefined as (LocalCopyListeners & { name: string; ydoc: Y.Doc }) | undefined,
    copyClosed: false,
  }
  const collaboration = create({
    documentId: DOCUMENT,
    viewerId,
    onState: (state) => {
      page.state = state
      page.wasUnreached ||= state.unreachableSince !== null
    },
    onMessage: (message) => page.messages.push(message),
    openCopy(name, ydoc, listeners) {
      page.copy = { name, ydoc, ...listeners }
      return () => {
        page.copyClosed = true
      }
    },
  })
  ends.push(collaboration.close)
  return Object.assign(page, { collaboration, text: collaboration.ydoc.getText('text') })
}

const keepFacts = (id: string) =>
  localStorage.setItem(
    `quillwire.document.${DOCUMENT}`,
    JSON.stringify({ principal: { ...principal, id }, ...facts }),
  )
const unsent = () => localStorage.getItem(`quillwire.unsent.quillwire.document.${DOCUMENT}.${ANNA}`)

test('the text comes from the server, and what is written counts as unacknowledged until it has arrived there', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  expect(page.state).toMatchObject({ loaded: true, everSynced: true, ...facts })
  expect(page.text.toString()).toBe('Hello')
  page.copy?.onLoaded()

  server.acknowledges = false
  page.text.insert(5, ' world')
  expect(page.state).toMatchObject({ unacknowledged: 1 })
  expect(unsent()).not.toBe(null)
  server.acknowledge()
  await vi.waitFor(() => expect(page.state).toMatchObject({ unacknowledged: 0 }), PATIENCE)
  expect(unsent()).toBe(null)
})

test('a hidden tab lets go of its stream over HTTP, and is back as soon as a WebSocket opens', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  ends.push(() => void vi.useRealTimers())
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const { fetch } = globalThis
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) =>
    url.includes('/collab/') ? server.answer(url, init) : fetch(url, init),
  )
  sessionStorage.setItem('quillwire.transport', 'http')
  Object.assign(document, { hidden: true })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, transport: 'http' }), PATIENCE)
  expect(server).toMatchObject({ streams: 1, entries: 1 })
  await vi.advanceTimersByTimeAsync(30_000)
  expect(server).toMatchObject({ streams: 0, entries: 1 })
  await vi.waitFor(() => expect(page.state).toMatchObject({ transport: 'websocket' }), PATIENCE)
  await vi.waitFor(() => expect(server.entries).toBe(2), PATIENCE)
})

test('the copy of the same person is read before the server is asked', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  keepFacts(ANNA)
  const page = open()
  expect(page.state).toMatchObject({ ...facts, loaded: false })
  expect(page.copy?.name).toBe(`quillwire.document.${DOCUMENT}.${ANNA}`)
  expect(page.collaboration.provider.isAttached).toBe(false)

  Y.applyUpdate(page.collaboration.ydoc, Y.encodeStateAsUpdate(server.ydoc))
  page.copy?.onLoaded()
  expect(page.state).toMatchObject({ loaded: true })
  expect(page.collaboration.provider.isAttached).toBe(true)
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
})

test('an empty copy is no document: only the server knows what is in it', async () => {
  await startServer('Hello')
  answer({ [TICKET]: ticket })
  keepFacts(ANNA)
  const page = open()
  page.copy?.onLoaded()
  expect(page.state).toMatchObject({ loaded: false })
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, loaded: true }), PATIENCE)
})

test('nobody waits for a slow copy, and what it holds is unsent until it is read', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  keepFacts(ANNA)
  const before = new Y.Doc()
  noteUnsent(`quillwire.document.${DOCUMENT}.${ANNA}`, before)
  before.getText('text').insert(0, 'From the train. ')
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, loaded: true }), PATIENCE)
  expect(page.text.toString()).toBe('Hello')
  expect(unsent()).not.toBe(null)
  Y.applyUpdate(page.collaboration.ydoc, Y.encodeStateAsUpdate(before))
  page.copy?.onLoaded()
  await vi.waitFor(() => expect(unsent()).toBe(null), PATIENCE)
  expect(server.ydoc.getText('text').toString()).toContain('From the train. ')
})

test('a copy that another person left is not opened', async () => {
  await startServer('Hello')
  answer({ [TICKET]: ticket })
  keepFacts('berta')
  const page = open()
  expect(page.copy).toBe(undefined)
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  expect(page.copy?.name).toBe(`quillwire.document.${DOCUMENT}.${ANNA}`)
})

test('a lost copy is reported, and the document goes on without it', async () => {
  await startServer('Hello')
  answer({ [TICKET]: ticket })
  keepFacts(ANNA)
  const page = open()
  page.copy?.onLost()
  expect(page.state).toMatchObject({ copyLost: true })
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
})

test('a browser that keeps nothing more opens the document all the same', async () => {
  await startServer('Hello')
  answer({ [TICKET]: ticket })
  vi.spyOn(localStorage, 'setItem').mockImplementation(() => {
    throw new DOMException('Full', 'QuotaExceededError')
  })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, ...facts }), PATIENCE)
  page.text.insert(5, ' world')
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
})

test('text that was refused for want of a right is sent when the right comes', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  server.acknowledges = false
  page.text.insert(5, ' world')
  server.refuse('may_not_write')
  await vi.waitFor(() => expect(page.state).toMatchObject({ refusedText: 'may_not_write' }), PATIENCE)
  expect(server.ydoc.getText('text').toString()).toBe('Hello')

  server.acknowledges = true
  server.say({ type: 'access', ...facts })
  await vi.waitFor(() => expect(page.state).toMatchObject({ refusedText: null, unacknowledged: 0 }), PATIENCE)
  expect(server.ydoc.getText('text').toString()).toBe('Hello world')
})

test('messages about the document are passed on, and after a lost connection what may have been missed', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  server.say({ type: 'trashed' })
  await vi.waitFor(() => expect(page.messages).toEqual([{ type: 'trashed' }]), PATIENCE)

  page.collaboration.provider.configuration.websocketProvider.webSocket?.close()
  await vi.waitFor(() => expect(server.connections).toBe(2), PATIENCE)
  await vi.waitFor(
    () => expect(page.state).toMatchObject({ connected: true, unreachableSince: null }),
    PATIENCE,
  )
  expect(page.wasUnreached).toBe(true)
  expect(page.messages.slice(1)).toEqual([{ type: 'threads' }, { type: 'meta' }])
})

test('a page that connects anew proves by a secret that it is the same', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  open()
  await vi.waitFor(() => expect(server.entries).toBe(1), PATIENCE)
  server.breakOff()
  await vi.waitFor(() => expect(server.entries).toBe(2), { ...PATIENCE, timeout: 10_000 })
  open()
  await vi.waitFor(() => expect(server.entries).toBe(3), PATIENCE)
  const [first, second, ofAnother] = server.tabs
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(second).toBe(first)
  expect(ofAnother).not.toBe(first)
})

test('too many connections from one address are reported, and a page gets in as soon as there is a place', async () => {
  await startServer('Hello')
  sessionStorage.setItem('quillwire.transport', 'http')
  const stream = `GET ${window.location.origin}/collab/stream`
  answer({ [TICKET]: ticket, [stream]: { status: 429, body: { code: 'too_many_connections' } } })
  const page = open()
  await vi.waitFor(
    () =>
      expect(page.state).toMatchObject({
        refusal: 'too_many_connections_from_address',
        unreachableSince: null,
      }),
    PATIENCE,
  )
  window.dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, refusal: null }), {
    ...PATIENCE,
    timeout: 10_000,
  })
})

/** The names of the databases that this browser is told to delete from now on. */
function deletedDatabases(): string[] {
  const deleted: string[] = []
  vi.stubGlobal('indexedDB', {
    deleteDatabase(name: string) {
      deleted.push(name)
      return {}
    },
  })
  return deleted
}

test('a document that is gone takes its copy along', async () => {
  const server = await startServer('Hello')
  answer({
    [TICKET]: { status: 404, body: { code: 'document_not_found' } },
    'GET /api/v1/me': { status: 200, body: { principal } },
  })
  const deleted = deletedDatabases()
  keepFacts(ANNA)
  const page = open()
  page.copy?.onLoaded()
  await vi.waitFor(() => expect(page.state).toMatchObject({ refusal: 'document_not_found' }), PATIENCE)
  expect(deleted).toEqual([`quillwire.document.${DOCUMENT}.${ANNA}`])
  await vi.waitFor(() => expect(server.isLeft).toBe(true), PATIENCE)
})

test('where a document is gone for one person, what another person left of it in this browser stays', async () => {
  await startServer('')
  answer({
    [TICKET]: { status: 404, body: { code: 'document_not_found' } },
    'GET /api/v1/me': { status: 200, body: { principal } },
  })
  const deleted = deletedDatabases()
  const copy = `quillwire.document.${DOCUMENT}.berta`
  const ofBerta = new Y.Doc()
  noteUnsent(copy, ofBerta)
  ofBerta.getText('title').insert(0, 'Written offline.')
  keepFacts('berta')
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject({ refusal: 'document_not_found' }), PATIENCE)
  expect(deleted).not.toContain(copy)
  expect(localStorage.getItem(`quillwire.unsent.${copy}`)).not.toBe(null)
  expect(localStorage.getItem(`quillwire.document.${DOCUMENT}`)).not.toBe(null)
})

test('all of a document that a restored server has lost is shown, and the copy stays', async () => {
  const server = await startServer('')
  answer({ [TICKET]: ticket })
  const deleteDatabase = vi.fn()
  vi.stubGlobal('indexedDB', { deleteDatabase })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  page.copy?.onLoaded()
  const { ydoc } = page.collaboration
  ydoc.getText('title').insert(0, 'Trip')
  const heading = new Y.XmlElement('heading')
  heading.setAttribute('level', 2 as never) // it is written as a number, and typed as a text
  heading.insert(0, [new Y.XmlText('Monday')])
  ydoc.getXmlFragment('default').push([heading])
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  server.refuseAccess('document_unknown')
  await vi.waitFor(
    () =>
      expect(page.state).toMatchObject({
        refusal: 'document_unknown',
        keptText: '# Trip\n\n## Monday\n',
        unsentText: '',
      }),
    PATIENCE,
  )
  expect(deleteDatabase).not.toHaveBeenCalled()
  // A sign-out asks before it deletes the copy.
  expect(unsent()).toBe('')
})

test('what was not sent of a document that is gone is shown, once and for all', async () => {
  const server = await startServer('')
  answer({ [TICKET]: ticket, 'GET /api/v1/me': { status: 200, body: { principal } } })
  vi.stubGlobal('indexedDB', { deleteDatabase: () => ({}) })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  page.copy?.onLoaded()
  page.collaboration.ydoc.getText('title').insert(0, 'Sent. ')
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  server.acknowledges = false
  const write = (ydoc: Y.Doc, text: string) => {
    const line = new Y.XmlElement('paragraph')
    line.insert(0, [new Y.XmlText(text)])
    ydoc.getXmlFragment('default').push([line])
  }
  // What a page before this one left unsent comes out of the copy.
  const before = new Y.Doc()
  noteUnsent(`quillwire.document.${DOCUMENT}.${ANNA}`, before)
  write(before, 'From the train.')
  Y.applyUpdate(page.collaboration.ydoc, Y.encodeStateAsUpdate(before))
  write(page.collaboration.ydoc, 'From the tunnel.')
  server.refuseAccess('document_not_found')
  const told = {
    refusal: 'document_not_found',
    unsentText: expect.stringMatching(/^From the t.*\nFrom the t.*$/),
  }
  await vi.waitFor(() => expect(page.state).toMatchObject(told), PATIENCE)
  expect(unsent()).toBe(null)

  // Asked anew when the network comes back, it says the same.
  await vi.waitFor(() => expect(server).toMatchObject({ connections: 1, isLeft: true }), PATIENCE)
  answer({
    [TICKET]: { status: 404, body: { code: 'document_not_found' } },
    'GET /api/v1/me': { status: 200, body: { principal } },
  })
  window.dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(server).toMatchObject({ connections: 2, isLeft: true }), PATIENCE)
  expect(page.state).toMatchObject(told)

  // Shared again, it takes what it would not take before, and nothing is left to be copied.
  answer({ [TICKET]: ticket })
  server.acknowledges = true
  window.dispatchEvent(new Event('online'))
  const shared = { ...SETTLED, refusal: null, unsentText: '' }
  await vi.waitFor(() => expect(page.state).toMatchObject(shared), PATIENCE)
})

test('a page gets in again when the server closes its document for a ticket that was not renewed', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  server.closeDocument('ticket_expired')
  await vi.waitFor(() => expect(server).toMatchObject({ connections: 1, entries: 2 }), PATIENCE)
  server.ydoc.getText('text').insert(5, ' world')
  page.text.insert(0, 'Anna: ')
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  expect(server.ydoc.getText('text').toString()).toContain('Anna: ')
})

test('a page that finds no place any more keeps its text, can be written in, and gets in when there is one', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  const refusal = 'too_many_connections_to_document'
  server.isFull = true
  server.breakOff()
  await vi.waitFor(
    () => expect(page.state).toMatchObject({ refusal, loaded: true, canWrite: true }),
    PATIENCE,
  )
  page.text.insert(0, 'Anna: ')
  server.isFull = false
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, refusal: null }), PATIENCE)
  expect(server.ydoc.getText('text').toString()).toBe('Anna: Hello')
})

test('somebody who wrote more than can be sent at once is told, stays in, and all arrives once there is less', async () => {
  const server = await startServer('Hello', 50_000)
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  // As in the editor, deleted text is kept for undo.
  new Y.UndoManager(page.text)
  page.text.insert(0, 'Anna: ')
  page.text.insert(0, 'a book '.repeat(20_000))
  const told = { connected: true, synced: true, unacknowledged: 1, refusedText: 'too_much_at_once' }
  await vi.waitFor(() => expect(page.state).toMatchObject(told), PATIENCE)
  const { connections } = server
  const text = server.ydoc.getText('text')
  text.insert(text.length, ' world')
  server.tell()
  await vi.waitFor(() => expect(page.text.toString()).toContain('Hello world'), PATIENCE)
  expect(server.connections).toBe(connections)
  page.text.delete(0, 'a book '.length * 20_000)
  await vi.waitFor(() => expect(page.state).toMatchObject({ ...SETTLED, refusedText: null }), PATIENCE)
  expect(text.toString()).toBe('Anna: Hello world')
  expect(server.connections).toBe(connections)
})

test('a page that was kept for somebody else sends nothing and is loaded anew', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: { ...ticket, body: { ...ticket.body, principal: { ...principal, id: 'berta' } } } })
  const reload = vi.fn()
  Object.assign(window.location, { reload })
  keepFacts(ANNA)
  const page = open()
  page.text.insert(0, 'By Anna. ')
  page.copy?.onLoaded()
  await vi.waitFor(() => expect(reload).toHaveBeenCalled(), PATIENCE)
  page.collaboration.close()
  await vi.waitFor(() => expect(server.isLeft).toBe(true), PATIENCE)
  expect(server.entries).toBe(0)
})

test('a page whose schema is too old shows its text, and writes nothing more', async () => {
  await startServer('Hello')
  answer({ [TICKET]: { ...ticket, body: { ...ticket.body, schemaVersion: schemaVersion + 1 } } })
  keepFacts(ANNA)
  const page = open()
  page.copy?.onLoaded()
  await vi.waitFor(() => expect(page.state).toMatchObject({ refusal: 'schema_outdated' }), PATIENCE)
  expect(page.state).toMatchObject({ canWrite: false })
})

test('after its end no callback is called, and nobody is connected any more', async () => {
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open()
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  const last = page.state
  page.collaboration.close()
  await vi.waitFor(() => expect(server.isLeft).toBe(true), PATIENCE)
  window.dispatchEvent(new Event('offline'))
  expect(page.state).toBe(last)
  expect(page.copyClosed).toBe(true)
})

test('a page that is left before its ticket comes opens no copy that nobody would close', async () => {
  await startServer('Hello')
  const asked = Promise.withResolvers<void>()
  const comes = Promise.withResolvers<void>()
  vi.stubGlobal('fetch', async () => {
    asked.resolve()
    await comes.promise
    return Response.json(ticket.body)
  })
  const page = open()
  await asked.promise
  page.collaboration.close()
  comes.resolve()
  // What the server says of this person is kept, as the last thing that is done with a ticket.
  await vi.waitFor(
    () => expect(localStorage.getItem(`quillwire.document.${DOCUMENT}`)).not.toBe(null),
    PATIENCE,
  )
  expect(page.copy).toBe(undefined)
})

test('what was written before the session ended still arrives', async () => {
  // A session that has ended stays so: this page must not share its modules with the other tests.
  vi.resetModules()
  const own = await import('./create-collaboration.ts')
  const { sessionEnded } = await import('../../../lib/session-end.ts')
  const server = await startServer('Hello')
  answer({ [TICKET]: ticket })
  const page = open({ create: own.createCollaboration })
  await vi.waitFor(() => expect(page.state).toMatchObject(SETTLED), PATIENCE)
  server.acknowledges = false
  page.text.insert(5, ' world')
  sessionEnded('signed-out-elsewhere')
  // This answer comes after anything that the end of the session would have caused at once.
  server.say({ type: 'meta' })
  await vi.waitFor(() => expect(page.messages).toEqual([{ type: 'meta' }]), PATIENCE)
  expect(server.isLeft).toBe(false)
  server.acknowledge()
  await vi.waitFor(() => expect(server.isLeft).toBe(true), PATIENCE)
})
