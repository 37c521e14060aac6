import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { lockName } from '@quillwire/database'
import { openPath } from '@quillwire/database/testing/network-path'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { lockLog } from '../testing/locked-log.ts'
import { type Joined, openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'
import { message } from './messages.ts'

const redis = await startRedis()
const office = await openTestOffice()
const { services, ada, jonas } = office
const [one, two] = [await office.serve({ redisUrl: redis.url }), await office.serve({ redisUrl: redis.url })]

afterEach(() => office.leave())
afterAll(async () => {
  await office.close()
  await redis.stop()
})

async function metric(server: typeof one, name: string): Promise<number> {
  const text = await server.collab.metrics.registry.metrics()
  return Number(new RegExp(`^${name}(?:{.*})? (.*)$`, 'm').exec(text)?.[1])
}

async function connected(value: number) {
  for (const server of [one, two])
    await vi.waitFor(
      async () => expect(await metric(server, 'quillwire_redis_connected')).toBe(value),
      PATIENCE,
    )
}

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

/** The same document open on both servers. */
async function bothOpen() {
  const documentId = await createDocument(ada, {})
  const [a, b] = [office.join(one.base, ada, documentId), office.join(two.base, jonas, documentId)]
  await Promise.all([synced(a), synced(b)])
  return { documentId, a, b }
}

/** Waits until a client sees somebody of this name. */
async function sees({ provider }: Joined, name: string) {
  await vi.waitFor(
    () => expect([...(provider.awareness?.getStates().values() ?? [])]).toContainEqual({ user: { name } }),
    PATIENCE,
  )
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

test('while Redis is away both sides work on, and afterwards both have everything', async () => {
  const { documentId, a, b } = await bothOpen()
  await redis.away()
  await connected(0)
  a.text.insert(0, 'left ')
  b.text.insert(0, 'right ')
  // Acknowledged: neither side needs Redis for that.
  await Promise.all([synced(a), synced(b)])
  expect(a.text.toString()).not.toBe(b.text.toString())
  await redis.start()
  await connected(1)
  await vi.waitFor(() => {
    expect(a.text.toString()).toBe(b.text.toString())
    expect(a.text.toString()).toMatch(/^(left right |right left )$/)
  }, PATIENCE)
  const stored = await loadDocument(services.database, documentId)
  expect(stored.getText('title').toString()).toBe(a.text.toString())
})

test('what a server could not say while it heard all the others reaches them once it can', async () => {
  await connected(1)
  const { a, b } = await bothOpen()
  // Redis ends the connections that speak, and keeps those that listen.
  await redis.silence()
  a.provider.awareness?.setLocalStateField('user', { name: 'Unheard' })
  a.text.insert(0, 'unheard')
  await synced(a)
  // Nobody writes any more: nothing that comes later shows that something was missed.
  await vi.waitFor(() => expect(b.text.toString()).toBe('unheard'), PATIENCE)
  await sees(b, 'Unheard')
})

test('a Redis that hangs counts as away', async () => {
  await connected(1)
  const { a, b } = await bothOpen()
  redis.hang()
  try {
    await connected(0)
    a.text.insert(0, 'meanwhile')
    await synced(a)
  } finally {
    redis.goOn()
  }
  await vi.waitFor(() => expect(b.text.toString()).toBe('meanwhile'), PATIENCE)
  await connected(1)
})

test('a Redis that answers too late for the opening of a document costs it nothing', async () => {
  await connected(1)
  const documentId = await createDocument(ada, {})
  const a = office.join(one.base, ada, documentId)
  await synced(a)
  redis.hang()
  try {
    const b = office.join(two.base, jonas, documentId)
    await synced(b)
    a.text.insert(0, 'meanwhile')
    await synced(a)
    redis.goOn()
    await vi.waitFor(() => expect(b.text.toString()).toBe('meanwhile'), PATIENCE)
  } finally {
    redis.goOn()
  }
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

test('a writer who left while Redis could not be told is not taken for one for ever', async () => {
  await connected(1)
  const { documentId, a, b } = await bothOpen()
  const events = (type: string) => services.database.prisma.event.count({ where: { documentId, type } })
  // Redis takes no writes any more, and keeps what it has.
  await redis.holdMessages()
  a.leave()
  // It is taken for the last writer, since nobody can say who else writes.
  await vi.waitFor(async () => expect(await events('document.closed')).toBe(1), PATIENCE)
  await redis.passMessages()
  const eye = new Redis(redis.url)
  try {
    await vi.waitFor(
      async () => expect(await eye.smembers(`quillwire:writers:${documentId}`)).toHaveLength(1),
      PATIENCE,
    )
  } finally {
    eye.disconnect()
  }
  b.leave()
  await vi.waitFor(async () => expect(await events('document.closed')).toBe(2), PATIENCE)
})

test('a Redis that forgot who writes is told again, so that the first to leave is not taken for the last', async () => {
  await connected(1)
  const { documentId, a, b } = await bothOpen()
  const closed = () =>
    services.database.prisma.event.count({ where: { documentId, type: 'document.closed' } })
  await redis.away()
  await connected(0)
  await redis.start()
  const eye = new Redis(redis.url)
  const writers = (count: number) =>
    vi.waitFor(
      async () => expect(await eye.smembers(`quillwire:writers:${documentId}`)).toHaveLength(count),
      PATIENCE,
    )
  try {
    await writers(2)
    await connected(1)
    a.leave()
    await writers(1)
  } finally {
    eye.disconnect()
  }
  b.leave()
  await vi.waitFor(async () => expect(await closed()).toBeGreaterThan(0), PATIENCE)
  expect(await closed()).toBe(1)
})

test('the reason why Redis cannot be used is logged once', async () => {
  const warnings: { msg: string; err?: { message: string } }[] = []
  const attempts: string[] = []
  const url = new URL(redis.url)
  url.username = 'quillwire'
  url.password = 'wrong'
  await office.serve(
    { redisUrl: url.href },
    {
      write(line) {
        const entry = JSON.parse(line)
        if (entry.level === 'warn') warnings.push(entry)
        else if (entry.err?.message.startsWith('WRONGPASS')) attempts.push(line)
      },
    },
  )
  await vi.waitFor(() => expect(attempts.length).toBeGreaterThan(2), PATIENCE)
  expect(warnings.filter(({ err }) => err?.message.startsWith('WRONGPASS'))).toHaveLength(1)
})

/** The third server, with a Redis user of its own, to whom Redis can refuse something. */
async function serveRefused() {
  const warnings: string[] = []
  const third = await office.serve(
    { redisUrl: await redis.urlOfUser('quillwire') },
    {
      write(line) {
        const { level, err } = JSON.parse(line)
        if (level === 'warn') warnings.push(err?.message ?? '')
      },
    },
  )
  const isConnected = (value: number) =>
    vi.waitFor(async () => expect(await metric(third, 'quillwire_redis_connected')).toBe(value), PATIENCE)
  await isConnected(1)
  return { third, warnings, isConnected }
}

test('a Redis that refuses subscriptions counts as away until it allows them, and that is logged once', async () => {
  const { third, warnings, isConnected } = await serveRefused()
  const documentId = await createDocument(ada, {})
  await redis.allow('quillwire', '-subscribe')
  const a = office.join(third.base, ada, documentId)
  const b = office.join(two.base, jonas, documentId)
  await Promise.all([synced(a), synced(b)])
  await isConnected(0)
  b.text.insert(0, 'unheard')
  await synced(b)
  await redis.allow('quillwire', '+subscribe')
  await vi.waitFor(() => expect(a.text.toString()).toBe('unheard'), PATIENCE)
  await isConnected(1)
  expect(warnings.filter((message) => message.startsWith('NOPERM'))).toHaveLength(1)
})

test('what Redis refused to pass on reaches the others once it does not refuse any more', async () => {
  const { third } = await serveRefused()
  const documentId = await createDocument(ada, {})
  const a = office.join(third.base, ada, documentId)
  const b = office.join(two.base, jonas, documentId)
  await Promise.all([synced(a), synced(b)])
  await redis.allow('quillwire', '-publish')
  a.text.insert(0, 'refused')
  a.provider.awareness?.setLocalStateField('user', { name: 'Refused' })
  await synced(a)
  await redis.allow('quillwire', '+publish')
  await vi.waitFor(() => expect(b.text.toString()).toBe('refused'), PATIENCE)
  await sees(b, 'Refused')
})

test('connections that were cut off silently are noticed while nothing is sent, so that no words have to wait for that', async () => {
  const path = await openPath(await redis.urlOfUser('far'))
  const third = await office.serve({ redisUrl: path.url })
  const eye = new Redis(redis.url)
  const connections = async () =>
    String(await eye.client('LIST'))
      .split('\n')
      .filter((line) => line.includes(' user=far '))
      .map((line) => line.split(' ')[0])
  try {
    await vi.waitFor(async () => expect(await metric(third, 'quillwire_redis_connected')).toBe(1), PATIENCE)
    await vi.waitFor(async () => expect(await connections()).toHaveLength(2), PATIENCE)
    const before = await connections()
    path.silence()
    await vi.waitFor(
      async () => {
        const now = await connections()
        expect(now).toHaveLength(2)
        for (const one of before) expect(now).not.toContain(one)
      },
      { interval: 100 },
    )
  } finally {
    eye.disconnect()
    await third.stop()
    path.close()
  }
})

test('a connection that a fail-over left at a replica is given up for one to the new primary, and nothing stays unheard', async () => {
  const old = await startRedis()
  const path = await openPath(old.url)
  const third = await office.serve({ redisUrl: path.url })
  try {
    await vi.waitFor(async () => expect(await metric(third, 'quillwire_redis_connected')).toBe(1), PATIENCE)
    const documentId = await createDocument(ada, {})
    const a = office.join(third.base, ada, documentId)
    const b = office.join(two.base, jonas, documentId)
    await Promise.all([synced(a), synced(b)])
    path.leadTo(redis.url)
    await old.follow(redis.url)
    a.text.insert(0, 'still heard')
    await vi.waitFor(() => expect(b.text.toString()).toBe('still heard'), { interval: 50 })
    await vi.waitFor(async () => expect(await metric(third, 'quillwire_redis_connected')).toBe(1), PATIENCE)
    b.text.insert(5, ', and all,')
    await vi.waitFor(() => expect(a.text.toString()).toBe('still, and all, heard'), PATIENCE)
  } finally {
    await third.stop()
    path.close()
    await old.stop()
  }
})

test('a replica counts as away, and that is logged once', async () => {
  const replica = await startRedis()
  await replica.follow(redis.url)
  const warnings: string[] = []
  let attempts = 0
  const third = await office.serve(
    { redisUrl: replica.url },
    {
      write(line) {
        const { level, err } = JSON.parse(line)
        if (!err?.message.includes('leads to a replica')) return
        attempts += 1
        if (level === 'warn') warnings.push(err.message)
      },
    },
  )
  try {
    await vi.waitFor(() => expect(attempts).toBeGreaterThan(2), { interval: 50 })
    expect(warnings).toHaveLength(1)
    expect(await metric(third, 'quillwire_redis_connected')).toBe(0)
  } finally {
    await third.stop()
    await replica.stop()
  }
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
