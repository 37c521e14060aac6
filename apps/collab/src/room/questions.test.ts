/** The protocol lets a client ask what it lacks as often as it likes; each answer may be as large as the document. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { defaultLimits, type Limits } from '../admission/limits.ts'
import { allocatedDuring } from '../testing/allocated-during.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { openRawClient, type RawClient, updateFrame, updatesOf } from '../testing/raw-client.ts'
import { frame, sync } from '../transport/frames.ts'

const office = await openTestOffice()
const { ada, jonas } = office

// Also ends what the servers still have to do for their documents, which costs memory, too.
afterEach(() => office.close())

/** Of a client with a letter that nobody else has: the state that was encoded for all cannot answer it. */
const vector = (() => {
  const ydoc = new Y.Doc()
  ydoc.getText('title').insert(0, 'x')
  return Y.encodeStateVector(ydoc)
})()

/** A document with so many characters, its writer, and a reader who has asked once. */
async function written(characters: number, limits: Partial<Limits> = {}) {
  const server = await office.serve({ limits: { ...defaultLimits, ...limits } })
  const documentId = await createDocument(ada, {})
  await setGeneralAccess(ada, { documentId, role: 'viewer' })
  const a = office.join(server.base, ada, documentId)
  await synced(a)
  a.text.insert(0, 'x'.repeat(characters))
  await synced(a)
  const { token } = await issueTicket(jonas, { documentId })
  const reader = await openRawClient(server.base, documentId, token)
  const ask = () => reader.send(updateFrame(documentId, vector, sync.step1))
  ask()
  await vi.waitFor(() => expect(answersTo(reader)).toBe(1), PATIENCE)
  const drops = async (reason: string) => {
    const text = await server.collab.metrics.registry.metrics()
    return Number(new RegExp(`quillwire_drops_total{reason="${reason}".*} (.*)`).exec(text)?.[1] ?? 0)
  }
  return { server, documentId, a, reader, ask, drops }
}

const answersTo = ({ received }: RawClient) =>
  received.filter(({ type, body }) => type === frame.sync && body[0] === sync.step2).length

const isStatus = ({ type }: RawClient['received'][number]) => type === frame.syncStatus

test('a client that asks a thousand times and does not read is dropped before it costs memory', async () => {
  const { a, reader, ask, drops } = await written(1_000_000, { unreadBytes: 2 * 1024 * 1024 })
  reader.socket.pause()
  global.gc?.()
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }, 1)
  for (let i = 0; i < 1000; i++) ask()
  await vi.waitFor(async () => expect(await drops('reader_too_slow')).toBe(1), PATIENCE)
  clearInterval(watch)
  expect(most).toBeLessThan(40_000_000)
  a.text.insert(0, 'still here')
  await synced(a)
})

test('a client that asks over and over is answered sparingly, and in the end with everything', async () => {
  const { a, reader, ask } = await written(1000)
  for (let i = 0; i < 200; i++) ask()
  await vi.waitFor(() => expect(answersTo(reader)).toBeGreaterThanOrEqual(20), PATIENCE)
  // What is written now reaches it after the answers that were due.
  a.text.insert(0, 'later ')
  const textOf = () => {
    const ydoc = new Y.Doc()
    for (const update of updatesOf(reader)) Y.applyUpdate(ydoc, update)
    return ydoc.getText('title').toString()
  }
  await vi.waitFor(() => expect(textOf()).toContain('later '), PATIENCE)
  const answers = answersTo(reader)
  expect(answers).toBeLessThan(25)
  await vi.waitFor(() => expect(answersTo(reader)).toBeGreaterThan(answers), PATIENCE)
})

test('a question that cannot be read ends its sender’s connection, even if it would be answered later', async () => {
  const { a, documentId, reader, ask } = await written(1000)
  for (let i = 0; i < 30; i++) ask()
  reader.send(updateFrame(documentId, Uint8Array.of(9, 1), sync.step1))
  expect(await reader.closed).toEqual({ code: 1007, reason: 'malformed_frame' })
  a.text.insert(0, 'still here')
  await synced(a)
})

test('answers that a viewer sends over and over are looked at sparingly', async () => {
  const { documentId, reader } = await written(1000)
  const known = Y.mergeUpdates(updatesOf(reader))
  for (let i = 0; i < 200; i++) reader.send(updateFrame(documentId, known, sync.step2))
  await vi.waitFor(() => expect(reader.received.filter(isStatus)).toHaveLength(200), PATIENCE)
  expect(reader.acknowledgements()).toBeGreaterThanOrEqual(15)
  expect(reader.acknowledgements()).toBeLessThan(25)
})

test('a document in which very many have written elsewhere can be brought here', async () => {
  const server = await office.serve()
  const documentId = await createDocument(ada, {})
  const elsewhere = new Y.Doc()
  elsewhere.transact(() => {
    for (let client = 1; client <= 20_000; client++) {
      elsewhere.clientID = client
      elsewhere.getText('title').insert(0, 'x')
    }
  })
  const { token } = await issueTicket(ada, { documentId })
  const program = await openRawClient(server.base, documentId, token)
  program.send(updateFrame(documentId, Y.encodeStateVector(elsewhere), sync.step1))
  await vi.waitFor(() => expect(answersTo(program)).toBe(1), PATIENCE)
  program.send(updateFrame(documentId, Y.encodeStateAsUpdate(elsewhere), sync.step2))
  await vi.waitFor(() => expect(program.acknowledgements()).toBe(1), PATIENCE)
  const { services } = office
  expect((await loadDocument(services.database, documentId)).getText('title')).toHaveLength(20_000)
})

test('a question that names millions of clients ends its sender’s connection, and costs little', async () => {
  const { a, documentId, reader } = await written(1000)
  const encoder = createEncoder()
  writeVarUint(encoder, 2_000_000)
  for (let client = 0; client < 2_000_000; client++) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, 1)
  }
  const question = updateFrame(documentId, toUint8Array(encoder), sync.step1)
  const allocated = await allocatedDuring(async () => {
    reader.send(question)
    expect(await reader.closed).toEqual({ code: 1007, reason: 'malformed_frame' })
  })
  expect(allocated).toBeLessThan(20_000_000)
  a.text.insert(0, 'still here')
  await synced(a)
})

test('a viewer’s answer that is much larger than the document is not looked at', async () => {
  const { a, documentId, reader } = await written(1000)
  const encoder = createEncoder()
  for (const number of [0, 1, 7, 2_000_000]) writeVarUint(encoder, number)
  for (let range = 0; range < 4_000_000; range++) writeVarUint(encoder, 1)
  const answer = updateFrame(documentId, toUint8Array(encoder), sync.step2)
  const allocated = await allocatedDuring(async () => {
    reader.send(answer)
    await vi.waitFor(() => expect(reader.received.filter(isStatus)).toHaveLength(1), PATIENCE)
  })
  expect(reader.acknowledgements()).toBe(0)
  expect(allocated).toBeLessThan(20_000_000)
  a.text.insert(0, 'still here')
  await synced(a)
})

test('a client that keeps back what the rest builds on is asked for it now and then, however much comes', async () => {
  const { server, documentId } = await written(10)
  const { token } = await issueTicket(ada, { documentId })
  const writer = await openRawClient(server.base, documentId, token)
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  writer.send(updateFrame(documentId, Y.encodeStateVector(ydoc), sync.step1))
  writer.send(updateFrame(documentId, Y.encodeStateAsUpdate(ydoc), sync.step2))
  for (let at = 0; at < 200; at++) ydoc.getText('title').insert(at, 'y')
  for (const update of updates.slice(1)) writer.send(updateFrame(documentId, update))
  await vi.waitFor(() => expect(writer.questions()).toBeGreaterThanOrEqual(2), PATIENCE)
  expect(writer.acknowledgements()).toBe(1)
  writer.send(updateFrame(documentId, Y.encodeStateAsUpdate(ydoc), sync.step2))
  await vi.waitFor(() => expect(writer.acknowledgements()).toBe(200), PATIENCE)
  expect(writer.questions()).toBeLessThan(10)
})
