import { once } from 'node:events'
import { createLogger } from '@quillwire/process'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { PATIENCE } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'
import { createWriterRegister, processChannel } from './writer-register.ts'

const redis = await startRedis()
const eye = new Redis(redis.url)
const open: Redis[] = []
afterEach(async () => {
  for (const connection of open.splice(0)) connection.disconnect()
  await eye.flushall()
})
afterAll(async () => {
  eye.disconnect()
  await redis.stop()
})

const writersOf = (documentId: string) => eye.smembers(`quillwire:writers:${documentId}`)

/** A process of this name, which others see for as long as it lives. */
async function start(name: string) {
  const [speaks, listens] = [0, 1].map(() => {
    const connection = new Redis(redis.url, { enableOfflineQueue: false, lazyConnect: true })
    connection.on('error', () => {})
    open.push(connection)
    return connection
  }) as [Redis, Redis]
  await Promise.all([speaks.connect(), listens.connect()])
  await listens.subscribe(processChannel(name))
  const writers = createWriterRegister(speaks, name, createLogger('test', 'silent'))
  return {
    writers,
    /** As a connection that is lost, and does not come back until `isBack`. */
    async lose() {
      const ended = once(speaks, 'end')
      speaks.disconnect()
      await ended
    },
    isBack: () => speaks.connect(),
    async die() {
      listens.disconnect()
      await vi.waitFor(
        async () =>
          expect(await eye.pubsub('NUMSUB', processChannel(name))).toEqual([processChannel(name), 0]),
        PATIENCE,
      )
    },
  }
}

test('a process learns of each document whether nobody writes it elsewhere', async () => {
  const [one, two] = [(await start('one')).writers, (await start('two')).writers]
  expect(await one.enter('document')).toBe(true)
  expect(await one.enter('document')).toBe(true)
  expect(await two.enter('another')).toBe(true)
  expect(await two.enter('document')).toBe(false)
  expect(await one.leave('document')).toBe(false)
  expect(await two.leave('document')).toBe(true)
})

test.each([
  ['two', 'three'],
  ['three', 'two'],
])(
  'of processes that are noted as writing, one that died does not count: %s, while %s lives',
  async (dying, living) => {
    const [one, dead, alive] = [await start('one'), await start(dying), await start(living)]
    for (const { writers } of [one, dead, alive]) await writers.enter('document')
    await dead.die()
    expect(await one.writers.leave('document')).toBe(false)
    expect(await alive.writers.leave('document')).toBe(true)
    // Redis forgets it in time.
    expect(await eye.ttl('quillwire:writers:document')).toBeGreaterThan(86_400)
  },
)

test('where Redis does not answer, nobody is assumed to write elsewhere, and it is told later what it missed', async () => {
  const [one, two] = [await start('one'), await start('two')]
  for (const documentId of ['left', 'left and entered']) await one.writers.enter(documentId)
  await one.writers.enter('entered and left before')
  await one.writers.leave('entered and left before')
  await one.lose()
  for (const documentId of ['left', 'left and entered'])
    expect(await one.writers.leave(documentId)).toBe(true)
  for (const documentId of ['entered', 'left and entered'])
    expect(await one.writers.enter(documentId)).toBe(true)
  await one.isBack()
  one.writers.repeat()
  await vi.waitFor(async () => expect(await writersOf('left')).toEqual([]), PATIENCE)
  expect(await writersOf('entered and left before')).toEqual([])
  for (const documentId of ['entered', 'left and entered'])
    expect(await two.writers.enter(documentId)).toBe(false)
})
