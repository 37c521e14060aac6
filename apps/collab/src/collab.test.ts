import type { Context } from '@quillwire/core'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { readContent } from '@quillwire/core/documents/read-content'
import { restoreDocument, trashDocument } from '@quillwire/core/documents/trash-document'
import { appendUpdate } from '@quillwire/core/documents/update-log'
import { writeContent } from '@quillwire/core/documents/write-content'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { decodeJwt, SignJWT } from 'jose'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { lockLog } from './testing/locked-log.ts'
import { openTestOffice, synced } from './testing/office.ts'
import { openRawClient, updateFrame } from './testing/raw-client.ts'
import { sync } from './transport/frames.ts'

const office = await openTestOffice()
const { services, ada, jonas } = office
const { base } = await office.serve()

afterEach(() => office.leave())
afterAll(() => office.close())

const join = (context: Context, documentId: string, token?: string) =>
  office.join(base, context, documentId, token)

async function rowsOf(documentId: string) {
  return services.database.prisma.documentUpdate.findMany({ where: { documentId } })
}

async function eventsOf(documentId: string) {
  const rows = await services.database.prisma.event.findMany({
    where: { documentId },
    orderBy: { sequence: 'asc' },
  })
  return rows.map(
    ({ type, data, actor }) => ({ type, data, actor }) as { type: string; data: unknown; actor: unknown },
  )
}

test('two writers see each other’s text, and all of it is in the log with its author', async () => {
  const documentId = await createDocument(ada, {})
  const [a, b] = [join(ada, documentId), join(jonas, documentId)]
  await Promise.all([synced(a), synced(b)])
  a.text.insert(0, 'Hello ')
  await vi.waitFor(() => expect(b.text.toString()).toBe('Hello '))
  b.text.insert(6, 'world')
  await vi.waitFor(() => expect(a.text.toString()).toBe('Hello world'))
  await Promise.all([synced(a), synced(b)])
  const rows = await rowsOf(documentId)
  expect(new Set(rows.map(({ actorId }) => actorId)).size).toBe(2)
  const stored = new Y.Doc()
  for (const { update } of rows) Y.applyUpdate(stored, update)
  expect(stored.getText('title').toString()).toBe('Hello world')
})

test('an update is not acknowledged before its commit', async () => {
  const documentId = await createDocument(ada, {})
  const a = join(ada, documentId)
  await synced(a)
  const unlock = await lockLog(services.database)
  const b = join(ada, documentId)
  a.text.insert(0, 'kept')
  // The other writer has it already, which shows that the server took it; the acknowledgement still waits.
  await vi.waitFor(() => expect(b.text.toString()).toBe('kept'))
  expect(a.provider.unsyncedChanges).toBeGreaterThan(0)
  unlock()
  await synced(a)
  // The row that began the document, and the one of the edit.
  expect(await rowsOf(documentId)).toHaveLength(2)
})

test.each(['before it asks for the document', 'behind its question'])(
  'what was written offline and is sent %s is acknowledged once',
  async (when) => {
    const documentId = await createDocument(ada, {})
    const { token } = await issueTicket(ada, { documentId })
    const client = await openRawClient(base, documentId, token)
    const ydoc = new Y.Doc()
    const text = ydoc.getText('offline')
    const kept: Uint8Array[] = []
    ydoc.on('update', (update) => kept.push(update))
    const stored = async () =>
      (await loadDocument(services.database, documentId)).getText('offline').toString()
    const sendKept = () => {
      for (const update of kept.splice(0)) client.update(update)
    }
    for (const word of ['one ', 'two ', 'three ']) text.insert(text.length, word)
    // Like Hocuspocus's client, which counts from one when it asks, and sends what it kept when it hears of the server.
    if (when.startsWith('before')) sendKept()
    client.send(updateFrame(documentId, Y.encodeStateVector(ydoc), sync.step1))
    const offline = kept.splice(0)
    text.insert(text.length, 'four ')
    sendKept()
    kept.push(...offline)
    sendKept()
    client.send(updateFrame(documentId, Y.encodeStateAsUpdate(ydoc), sync.step2))
    await vi.waitFor(async () => expect(await stored()).toBe('one two three four '))
    text.insert(text.length, 'five')
    sendKept()
    await vi.waitFor(async () => expect(await stored()).toBe('one two three four five'))
    // One each for the answer, `four` and `five`.
    await vi.waitFor(() => expect(client.acknowledgements()).toBeGreaterThan(2))
    expect(client.acknowledgements()).toBe(3)
    client.socket.close()
  },
)

test('what was deleted offline is not acknowledged before everything else that was written offline', async () => {
  const documentId = await createDocument(ada, { title: 'Launch plan' })
  const { token } = await issueTicket(ada, { documentId })
  const client = await openRawClient(base, documentId, token)
  const stored = async () => (await loadDocument(services.database, documentId)).getText('title').toString()
  const ydoc = await loadDocument(services.database, documentId)
  const text = ydoc.getText('title')
  text.insert(text.length, ' for spring')
  client.send(updateFrame(documentId, Y.encodeStateVector(ydoc), sync.step1))
  ydoc.on('update', client.update)
  text.delete(0, 1)
  await vi.waitFor(async () => expect(await stored()).toBe('aunch plan'))
  text.delete(0, 1)
  await vi.waitFor(async () => expect(await stored()).toBe('unch plan'))
  // It would be taken for that of the answer, which holds everything and has not been sent yet.
  expect(client.acknowledgements()).toBe(0)
  client.send(updateFrame(documentId, Y.encodeStateAsUpdate(ydoc), sync.step2))
  await vi.waitFor(() => expect(client.acknowledgements()).toBeGreaterThan(0))
  expect(await stored()).toBe('unch plan for spring')
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(3))
  client.socket.close()
})

test('what was written offline is not acknowledged before its commit', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const witness = join(jonas, documentId)
  await synced(witness)
  const client = await openRawClient(base, documentId, token)
  const ask = async (vector: Uint8Array) => {
    const before = client.questions()
    client.send(updateFrame(documentId, vector, sync.step1))
    await vi.waitFor(() => expect(client.questions()).toBeGreaterThan(before))
  }
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, 'kept')
  await ask(Y.encodeStateVector(ydoc))
  const unlock = await lockLog(services.database)
  client.send(updateFrame(documentId, Y.encodeStateAsUpdate(ydoc), sync.step2))
  await vi.waitFor(() => expect(witness.text.toString()).toBe('kept'))
  // The reply to this would have come after an acknowledgement.
  await ask(Y.encodeStateVector(ydoc))
  expect(client.acknowledgements()).toBe(0)
  unlock()
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(1))
  client.socket.close()
})

test('a program that writes and never asks for the document is told what is kept', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const client = await openRawClient(base, documentId, token)
  const ydoc = new Y.Doc()
  ydoc.on('update', client.update)
  ydoc.getText('log').insert(0, 'one ')
  ydoc.getText('log').insert(4, 'two ')
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(2))
  ydoc.getText('log').insert(8, 'three')
  await vi.waitFor(() => expect(client.acknowledgements()).toBe(3))
  expect((await loadDocument(services.database, documentId)).getText('log').toString()).toBe('one two three')
  client.socket.close()
})

test.each(['viewer', 'commenter'] as const)('a %s sees everything and changes nothing', async (role) => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await shareWithPerson(ada, { documentId, userId: jonas.id, role })
  const [a, b] = [join(ada, documentId), join(jonas, documentId)]
  await vi.waitFor(() => expect(b.text.toString()).toBe('Plan'))
  const before = await rowsOf(documentId)
  const messages: unknown[] = []
  b.provider.on('stateless', ({ payload }: { payload: string }) => messages.push(JSON.parse(payload)))
  b.text.insert(0, 'X')
  await vi.waitFor(() => expect(messages).toEqual([{ type: 'refused', reason: 'may_not_write' }]))
  a.text.insert(4, 's')
  await vi.waitFor(() => expect(b.text.toString()).toBe('XPlans'))
  await synced(a)
  expect(a.text.toString()).toBe('Plans')
  expect(await rowsOf(documentId)).toHaveLength(before.length + 1)
})

test('a right that is taken away ends in open connections', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const b = join(jonas, documentId)
  await synced(b)
  const messages: unknown[] = []
  b.provider.on('stateless', ({ payload }: { payload: string }) => messages.push(JSON.parse(payload)))
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  await vi.waitFor(() =>
    expect(messages).toContainEqual({
      type: 'access',
      role: 'viewer',
      canWrite: false,
      canComment: false,
      canShare: false,
      canRestore: false,
      trashed: false,
    }),
  )
  await setGeneralAccess(ada, { documentId, role: null })
  await vi.waitFor(() => expect(b.provider.isSynced).toBe(false))
  // Coming back needs a ticket, which is refused; an old ticket is refused at the door.
  await expect(issueTicket(jonas, { documentId })).rejects.toMatchObject({ code: 'document_not_found' })
})

test('open editors hear of the trash with their rights, and no save takes that back', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const b = join(jonas, documentId)
  await synced(b)
  const access: unknown[] = []
  b.provider.on('stateless', ({ payload }: { payload: string }) => {
    const { type, canWrite, trashed } = JSON.parse(payload)
    if (type === 'access') access.push({ canWrite, trashed })
  })
  const text = new Y.XmlElement('paragraph')
  b.ydoc.getXmlFragment('default').insert(0, [text])
  await synced(b)
  await trashDocument(ada, { documentId })
  await vi.waitFor(() => expect(access).toEqual([{ canWrite: false, trashed: true }]))
  expect(await issueTicket(jonas, { documentId })).toMatchObject({ canWrite: false, trashed: true })
  await restoreDocument(ada, { documentId })
  await vi.waitFor(() => expect(access.at(-1)).toEqual({ canWrite: true, trashed: false }))
})

test('an edit through the API appears in the open editor', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = join(ada, documentId)
  await synced(a)
  await writeContent(ada, { documentId, markdown: 'From outside', place: 'end' })
  await vi.waitFor(() => expect(a.ydoc.getXmlFragment('default').toString()).toContain('From outside'))
  expect((await readContent(ada, { documentId, format: 'text' })).body).toBe('From outside')
})

test('after some quiet the document is saved, once, with its writers', async () => {
  const documentId = await createDocument(ada, {})
  const a = join(ada, documentId)
  await synced(a)
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText('Three little words')])
  a.ydoc.getXmlFragment('default').insert(0, [paragraph])
  const saved = async () => (await eventsOf(documentId)).filter(({ type }) => type === 'document.saved')
  await vi.waitFor(async () => expect(await saved()).toHaveLength(1), { interval: 100 })
  const [event] = await saved()
  expect(event?.data).toMatchObject({ words: { added: 3, removed: 0, total: 3 }, editors: [{ name: 'Ada' }] })
  const row = await services.database.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
  expect(row.wordCount).toBe(3)
  a.provider.destroy()
  await vi.waitFor(async () =>
    expect((await eventsOf(documentId)).map(({ type }) => type)).toEqual([
      'document.created',
      'document.opened',
      'document.saved',
      'document.closed',
    ]),
  )
})

test('what somebody wrote just before leaving is saved when they leave', async () => {
  const documentId = await createDocument(ada, {})
  const a = join(ada, documentId)
  await synced(a)
  a.text.insert(0, 'Plan')
  await synced(a)
  a.leave()
  await vi.waitFor(async () =>
    expect((await eventsOf(documentId)).filter(({ type }) => type === 'document.renamed')).toMatchObject([
      { actor: { name: 'Ada' }, data: { document: { title: 'Plan' } } },
    ]),
  )
})

test('what a server took and had no time to save is saved when the document is opened again', async () => {
  const documentId = await createDocument(ada, {})
  const ydoc = await loadDocument(services.database, documentId)
  const before = Y.encodeStateVector(ydoc)
  ydoc.getText('title').insert(0, 'Plan')
  const update = Y.encodeStateAsUpdate(ydoc, before)
  await appendUpdate(services.database, { documentId, update, actorType: 'user', actorId: jonas.id })
  const a = join(ada, documentId)
  await synced(a)
  a.leave()
  await vi.waitFor(async () =>
    expect((await eventsOf(documentId)).filter(({ type }) => type === 'document.renamed')).toMatchObject([
      { actor: { name: 'Jonas' }, data: { document: { title: 'Plan' } } },
    ]),
  )
})

test('a reader who may write from now on opens a document that only readers had open, and closes it on leaving', async () => {
  const documentId = await createDocument(ada, {})
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  const b = join(jonas, documentId)
  await synced(b)
  await setGeneralAccess(ada, { documentId, role: 'editor' })
  const presence = async () => (await eventsOf(documentId)).filter(({ type }) => /opened|closed/.test(type))
  await vi.waitFor(async () =>
    expect(await presence()).toMatchObject([{ type: 'document.opened', actor: { name: 'Jonas' } }]),
  )
  b.leave()
  await vi.waitFor(async () =>
    expect(await presence()).toMatchObject([
      { type: 'document.opened' },
      { type: 'document.closed', actor: { name: 'Jonas' } },
    ]),
  )
})

test('a document is closed when its last writer may only read from now on, even if they stay', async () => {
  const documentId = await createDocument(ada, {})
  await setGeneralAccess(ada, { documentId, role: 'editor' })
  const b = join(jonas, documentId)
  await synced(b)
  const a = join(ada, documentId)
  await synced(a)
  a.leave()
  const presence = async () => (await eventsOf(documentId)).filter(({ type }) => /opened|closed/.test(type))
  await vi.waitFor(async () => expect(await presence()).toMatchObject([{ type: 'document.opened' }]))
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  await vi.waitFor(async () =>
    expect(await presence()).toMatchObject([
      { type: 'document.opened', actor: { name: 'Jonas' } },
      { type: 'document.closed', actor: { name: 'Jonas' } },
    ]),
  )
  b.leave()
  await synced(join(ada, documentId))
  await vi.waitFor(async () =>
    expect((await presence()).map(({ type }) => type)).toEqual([
      'document.opened',
      'document.closed',
      'document.opened',
    ]),
  )
})

test('a document is opened by the first writer, and closed by the one who left last', async () => {
  const documentId = await createDocument(ada, {})
  const a = join(ada, documentId)
  await synced(a)
  const b = join(jonas, documentId)
  await synced(b)
  a.provider.awareness?.setLocalStateField('user', { name: 'Ada' })
  const cursors = () => b.provider.awareness?.getStates().size
  await vi.waitFor(() => expect(cursors()).toBe(2))
  a.provider.destroy()
  await vi.waitFor(() => expect(cursors()).toBe(1))
  b.provider.destroy()
  await vi.waitFor(async () =>
    expect((await eventsOf(documentId)).slice(1)).toMatchObject([
      { type: 'document.opened', actor: { name: 'Ada' } },
      { type: 'document.closed', actor: { name: 'Jonas' } },
    ]),
  )
})

test('a document that cannot be read is refused with the reason and left as it is', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  await services.database.query(
    `UPDATE document_updates SET update = '\\x0102ff' WHERE document_id = $1::uuid`,
    [documentId],
  )
  const a = join(ada, documentId)
  await vi.waitFor(() => expect(a.refusals).toContain('document_unreadable'))
  a.text.insert(0, 'must not become the truth')
  expect(await rowsOf(documentId)).toHaveLength(1)
})

test('what is no ticket for this document is refused with the reason', async () => {
  const [documentId, other] = [await createDocument(ada, {}), await createDocument(ada, {})]
  const wrong = join(ada, documentId, (await issueTicket(ada, { documentId: other })).token)
  const junk = join(ada, documentId, 'junk')
  await vi.waitFor(() =>
    expect([wrong.refusals[0], junk.refusals[0]]).toEqual(['ticket_invalid', 'ticket_invalid']),
  )
})

test('there is no document under what is no id, even for a key that may open any document', async () => {
  const { key } = await createApiKey(ada, { name: 'CRM', scopes: ['documents:write'] })
  const a = join(ada, 'no id', key)
  await vi.waitFor(() => expect(a.refusals).toEqual(['document_not_found']))
})

test('an editor that knows an older schema is refused with the reason', async () => {
  const documentId = await createDocument(ada, {})
  const { token } = await issueTicket(ada, { documentId })
  const claims = decodeJwt(token)
  const older = await new SignJWT({ ...claims, schema: Number(claims.schema) - 1 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(services.seal.key('tickets'))
  const a = join(ada, documentId, older)
  await vi.waitFor(() => expect(a.refusals).toEqual(['schema_outdated']))
  a.text.insert(0, 'would drop what it does not know')
  expect(await rowsOf(documentId)).toHaveLength(1)
})

test('any y-websocket client takes part, and a viewer’s only reads', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const a = join(ada, documentId)
  await synced(a)
  const door = (context: Context) => office.joinYWebsocket(base, context, documentId)
  const w = await door(ada)
  expect(w.text.toString()).toBe('Plan')
  w.text.insert(4, ' B')
  await vi.waitFor(() => expect(a.text.toString()).toBe('Plan B'))
  a.text.insert(6, '!')
  await vi.waitFor(() => expect(w.text.toString()).toBe('Plan B!'))
  a.provider.awareness?.setLocalStateField('user', { name: 'Ada' })
  await vi.waitFor(() =>
    expect([...w.provider.awareness.getStates().values()]).toContainEqual({ user: { name: 'Ada' } }),
  )
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  const v = await door(jonas)
  v.text.insert(0, 'X')
  a.text.insert(7, '?')
  await vi.waitFor(() => expect(v.text.toString()).toBe('XPlan B!?'))
  expect(a.text.toString()).toBe('Plan B!?')
})

test('connections that break are no longer counted, and those that stay are', async () => {
  const { base, collab } = await office.serve()
  const connections = async () => (await collab.metrics.connections.get()).values[0]?.value
  const documentId = await createDocument(ada, {})
  const [a, b] = [office.join(base, ada, documentId), office.join(base, jonas, documentId)]
  await Promise.all([synced(a), synced(b)])
  const people = () => b.provider.awareness?.getStates().size
  a.provider.setAwarenessField('user', { name: 'Ada' })
  b.provider.setAwarenessField('user', { name: 'Jonas' })
  await vi.waitFor(() => expect(people()).toBe(2))
  expect(await connections()).toBe(2)
  a.provider.configuration.websocketProvider.disconnect()
  await vi.waitFor(() => expect(people()).toBe(1))
  expect(await connections()).toBe(1)
})

test('a page of another site is refused', async () => {
  const socket = new WebSocket(`${base}/collab`, { origin: 'https://evil.example' })
  const status = await new Promise((done) =>
    socket.once('unexpected-response', (_, response) => done(response.statusCode)),
  )
  expect(status).toBe(403)
})
