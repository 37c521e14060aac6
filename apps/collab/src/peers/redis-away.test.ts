import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { openPath } from '@quillwire/database/testing/network-path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { PATIENCE, synced } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'
import { metric, openTwoServers, sees } from '../testing/two-servers.ts'

const servers = await openTwoServers()
const { redis, office, one, two, connected, bothOpen } = servers
const { services, ada, jonas } = office

afterEach(() => office.leave())
afterAll(() => servers.close())

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
