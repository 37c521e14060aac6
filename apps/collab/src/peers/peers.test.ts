import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { lockName } from '@quillwire/database'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { lockLog } from '../testing/locked-log.ts'
import { PATIENCE, synced } from '../testing/office.ts'
import { metric, openTwoServers, sees } from '../testing/two-servers.ts'
import { message } from './messages.ts'

const servers = await openTwoServers()
const { redis, office, one, two, connected, bothOpen } = servers
const { services, ada, jonas } = office

afterEach(() => office.leave())
afterAll(() => servers.close())

/** Waits until a server publishes what is opened there: it may hear the others before it can. */
async function speaks(server: typeof one) {
  const documentId = await createDocument(ada, {})
  const ear = new Redis(redis.url)
  const asked = new Promise((done) => ear.once('message', done))
  try {
    await ear.subscribe(`quillwire:document:${documentId}`)
    const first = office.join(server.base, ada, documentId)
    await asked
    first.leave()
  } finally {
    ear.disconnect()
  }
}

test('edits and cursors cross between two servers, and each edit is in the log once', async () => {
  await connected(1)
  const { documentId, a, b } = await bothOpen()
  a.text.insert(0, 'Hello ')
  await vi.waitFor(() => expect(b.text.toString()).toBe('Hello '), PATIENCE)
  b.text.insert(6, 'world')
  await vi.waitFor(() => expect(a.text.toString()).toBe('Hello world'), PATIENCE)
  a.provider.awareness?.setLocalStateField('user', { name: 'Ada' })
  await sees(b, 'Ada')
  await Promise.all([synced(a), synced(b)])
  const rows = await services.database.prisma.documentUpdate.findMany({ where: { documentId } })
  // What began the document, and the two edits.
  expect(rows).toHaveLength(3)
})

test('somebody who joins the other server later sees the text and the cursors of those who were there', async () => {
  const documentId = await createDocument(ada, {})
  const a = office.join(one.base, ada, documentId)
  await synced(a)
  a.text.insert(0, 'first')
  a.provider.awareness?.setLocalStateField('user', { name: 'Ada' })
  await synced(a)
  const b = office.join(two.base, jonas, documentId)
  await vi.waitFor(() => expect(b.text.toString()).toBe('first'), PATIENCE)
  await sees(b, 'Ada')
})

test('a document that one server alone has open is not talked about, until another opens it', async () => {
  await connected(1)
  await speaks(one)
  const documentId = await createDocument(ada, {})
  const a = office.join(one.base, ada, documentId)
  await synced(a)
  const ear = new Redis(redis.url)
  let heard = 0
  ear.on('message', () => {
    heard += 1
  })
  try {
    await ear.subscribe(`quillwire:document:${documentId}`)
    const write = async (letters: string) => {
      for (const letter of letters) {
        a.text.insert(a.text.length, letter)
        a.provider.awareness?.setLocalStateField('user', { name: letter })
        await synced(a)
      }
    }
    await write('alone')
    expect(heard).toBe(0)

    const b = office.join(two.base, jonas, documentId)
    await vi.waitFor(() => expect(b.text.toString()).toBe('alone'), PATIENCE)
    await sees(b, 'e')
    await write(' together')
    await vi.waitFor(() => expect(b.text.toString()).toBe('alone together'), PATIENCE)
    await sees(b, 'r')

    b.leave()
    await vi.waitFor(async () => expect(await metric(two, 'quillwire_open_documents')).toBe(0), PATIENCE)
    // The last messages of the other server may come in after it has closed the document.
    await vi.waitFor(async () => {
      const before = heard
      await write('alone again')
      expect(heard).toBe(before)
    }, PATIENCE)
  } finally {
    ear.disconnect()
  }
})

test('what is written while another server opens the document unnoticed reaches it', async () => {
  await connected(1)
  const documentId = await createDocument(ada, {})
  const a = office.join(one.base, ada, documentId)
  await synced(a)
  await redis.holdMessages()
  const b = office.join(two.base, jonas, documentId)
  await synced(b)
  a.text.insert(0, 'unnoticed')
  await synced(a)
  await redis.passMessages()
  await vi.waitFor(() => expect(b.text.toString()).toBe('unnoticed'), PATIENCE)
})

test('an edit from outside the editor reaches the document on every server', async () => {
  const { documentId, a, b } = await bothOpen()
  await writeContent(ada, { documentId, markdown: 'From outside', place: 'end' })
  for (const { ydoc } of [a, b])
    await vi.waitFor(
      () => expect(ydoc.getXmlFragment('default').toString()).toContain('From outside'),
      PATIENCE,
    )
})

test('a server that stops sends its clients to the other one with nothing lost and nothing doubled', async () => {
  const third = await office.serve({ redisUrl: redis.url })
  const documentId = await createDocument(ada, {})
  const a = office.join(third.base, ada, documentId)
  const b = office.join(two.base, jonas, documentId)
  await Promise.all([synced(a), synced(b)])
  for (let i = 0; i < 20; i++) a.text.insert(a.text.length, `${i} `)
  await third.stop()
  await vi.waitFor(() => expect(a.closed).toContainEqual({ code: 1012, reason: 'restarting' }), PATIENCE)
  a.provider.configuration.websocketProvider.configuration.url = `${two.base}/collab`
  await synced(a)
  const expected = Array.from({ length: 20 }, (_, i) => `${i} `).join('')
  await vi.waitFor(() => expect(b.text.toString()).toBe(expected), PATIENCE)
  expect((await loadDocument(services.database, documentId)).getText('title').toString()).toBe(expected)
})

test('what a server commits last while it stops reaches the others, even if its writer joins none of them', async () => {
  const third = await office.serve({ redisUrl: redis.url })
  const documentId = await createDocument(ada, {})
  const a = office.join(third.base, ada, documentId)
  const b = office.join(two.base, jonas, documentId)
  await Promise.all([synced(a), synced(b)])
  const unlock = await lockLog(services.database)
  a.text.insert(0, 'last words')
  await vi.waitFor(async () => expect(await metric(third, 'quillwire_updates_waiting')).toBe(1), PATIENCE)
  a.leave()
  const stopping = third.stop()
  unlock()
  await stopping
  await vi.waitFor(() => expect(b.text.toString()).toBe('last words'), PATIENCE)
})

test('the first to open a document and the last to leave it are recorded once, whatever server they use', async () => {
  const { documentId, a, b } = await bothOpen()
  a.leave()
  b.leave()
  const types = async () =>
    (
      await services.database.prisma.event.findMany({ where: { documentId }, orderBy: { sequence: 'asc' } })
    ).map(({ type }) => type)
  await vi.waitFor(async () => expect(await types()).toContain('document.closed'), PATIENCE)
  expect((await types()).filter((type) => type === 'document.opened')).toHaveLength(1)
})

test('a document is not recorded as closed by a server that stops while somebody writes at another one', async () => {
  const lines: string[] = []
  const third = await office.serve({ redisUrl: redis.url }, { write: (line) => lines.push(line) })
  const [shared, alone] = [await createDocument(ada, {}), await createDocument(ada, {})]
  const a = office.join(third.base, ada, shared)
  const b = office.join(two.base, jonas, shared)
  await Promise.all([synced(a), synced(b), synced(office.join(third.base, ada, alone))])
  const types = async (documentId: string) =>
    (
      await services.database.prisma.event.findMany({ where: { documentId }, orderBy: { sequence: 'asc' } })
    ).flatMap(({ type }) => (/opened|closed/.test(type) ? [type] : []))
  await vi.waitFor(async () => expect(await types(alone)).toEqual(['document.opened']), PATIENCE)
  await third.stop()
  expect(await types(alone)).toEqual(['document.opened', 'document.closed'])
  expect(await types(shared)).toEqual(['document.opened'])
  expect(lines.filter((line) => line.includes('"warn"'))).toEqual([])
  a.leave()
  b.leave()
  await vi.waitFor(
    async () => expect(await types(shared)).toEqual(['document.opened', 'document.closed']),
    PATIENCE,
  )
})

test('nor by one that could not record it before it stopped, as when the database was slow', async () => {
  const third = await office.serve({ redisUrl: redis.url })
  const documentId = await createDocument(ada, {})
  const a = office.join(third.base, ada, documentId)
  await synced(a)
  const types = async () =>
    (
      await services.database.prisma.event.findMany({ where: { documentId }, orderBy: { sequence: 'asc' } })
    ).flatMap(({ type }) => (/opened|closed/.test(type) ? [type] : []))
  await vi.waitFor(async () => expect(await types()).toEqual(['document.opened']), PATIENCE)
  const inTurn = async () => {
    const transaction = await openTransaction(services.database)
    await lockName(transaction.tx, `presence ${documentId}`)
    return transaction
  }
  const slow = await inTurn()
  const b = office.join(two.base, jonas, documentId)
  await synced(b)
  await third.stop()
  await slow.commit()
  // Now those who waited before have had their turn.
  await (await inTurn()).commit()
  expect((await types()).at(-1)).toBe('document.opened')
  a.leave()
  b.leave()
  await vi.waitFor(async () => expect((await types()).at(-1)).toBe('document.closed'), PATIENCE)
})

test('a message that cannot be understood, as from a server of another version, does no harm', async () => {
  await connected(1)
  const { documentId, a, b } = await bothOpen()
  const stranger = new Redis(redis.url)
  try {
    for (const type of Object.values(message))
      await stranger.publish(
        `quillwire:document:${documentId}`,
        Buffer.concat([Buffer.from('stranger'), Uint8Array.of(type, 99, 255, 255)]),
      )
  } finally {
    stranger.disconnect()
  }
  a.text.insert(0, 'understood')
  await vi.waitFor(() => expect(b.text.toString()).toBe('understood'), PATIENCE)
})
