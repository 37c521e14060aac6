import { randomBytes } from 'node:crypto'
import { createLogger } from '@quillwire/process'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createStandstill } from '../admission/standstill.ts'
import { PATIENCE } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'
import { createListener } from './listener.ts'
import { channelOf, message, NAME_BYTES, writeMessage } from './messages.ts'

const redis = await startRedis()
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})
afterAll(() => redis.stop())

/** A document that notes what it is told. */
function note() {
  const told: string[] = []
  return {
    told,
    listening: () => void told.push('listening'),
    deaf: () => void told.push('deaf'),
    receive: (from: string, type: number, payload: Uint8Array) =>
      void told.push(`${from} ${type} ${[...payload]}`),
    readLog: async () => void told.push('log'),
  }
}

function listen(url = redis.url) {
  const self = randomBytes(NAME_BYTES)
  const stopping = new AbortController()
  const complaints: string[] = []
  const documents = new Map<string, ReturnType<typeof note>>()
  const listener = createListener({
    standstill: createStandstill(),
    url,
    self,
    open: documents,
    logger: createLogger('test', 'silent'),
    complaints: {
      about: ({ message }) => void complaints.push(message),
      over: () => void complaints.push('over'),
    },
    stopped: stopping.signal,
  })
  open.push(() => {
    stopping.abort()
    listener.disconnect()
  })
  const opens = (documentId: string) => {
    const document = note()
    documents.set(documentId, document)
    return document
  }
  return {
    self,
    listener,
    opens,
    closes: (documentId: string) => void documents.delete(documentId),
    complaints,
    isThere: () => vi.waitFor(() => expect(listener.isAway).toBe(false), PATIENCE),
  }
}

test('a document that was open before Redis was there reads its log; one that is opened later need not', async () => {
  const { listener, opens, isThere } = listen()
  const early = opens('early')
  await listener.subscribe('early')
  expect(early.told).toEqual([])
  await isThere()
  expect(early.told).toEqual(['listening', 'log'])
  const later = opens('later')
  await listener.subscribe('later')
  expect(later.told).toEqual(['listening'])
})

test('a document hears what other processes say about it, and neither what its own says nor what is about others', async () => {
  const { self, listener, opens, isThere } = listen()
  await isThere()
  const { told } = opens('document')
  await listener.subscribe('document')
  const mouth = new Redis(redis.url)
  open.push(() => mouth.disconnect())
  const other = randomBytes(NAME_BYTES)
  await mouth.publish(channelOf('document'), writeMessage(self, message.update, Uint8Array.of(1)))
  await mouth.publish(channelOf('another'), writeMessage(other, message.update, Uint8Array.of(2)))
  await mouth.publish(channelOf('document'), writeMessage(other, message.update, Uint8Array.of(3, 4)))
  await vi.waitFor(() => expect(told).toHaveLength(2), PATIENCE)
  expect(told).toEqual(['listening', `${other.toString('hex')} ${message.update} 3,4`])
})

test('where Redis refuses a document, nothing counts as heard until it lets us hear of all', async () => {
  const { listener, opens, complaints, isThere } = listen(await redis.urlOfUser('refused'))
  await isThere()
  const one = opens('one')
  await listener.subscribe('one')
  await redis.allow('refused', '-subscribe')
  const two = opens('two')
  await listener.subscribe('two')
  expect(listener.isAway).toBe(true)
  expect(one.told).toEqual(['listening', 'deaf'])
  // It still refuses when it is asked again.
  const refusal = expect.stringMatching(/^NOPERM/)
  await vi.waitFor(() => expect(complaints).toEqual(['over', refusal, refusal]), PATIENCE)
  await redis.allow('refused', '+subscribe')
  await isThere()
  // What is refused from now on is a matter of its own.
  expect(complaints.at(-1)).toBe('over')
  expect(one.told.slice(-2)).toEqual(['listening', 'log'])
  expect(two.told.slice(-2)).toEqual(['listening', 'log'])
})

test('a Redis that hangs does not keep a document from being opened, which reads its log when it is heard of after all', async () => {
  const { listener, opens, closes, isThere } = listen()
  await isThere()
  const [slow, closed] = [opens('slow'), opens('closed')]
  redis.hang()
  try {
    await Promise.all([listener.subscribe('slow'), listener.subscribe('closed')])
  } finally {
    closes('closed')
    redis.goOn()
  }
  await vi.waitFor(() => expect(slow.told).toEqual(['listening', 'log']), PATIENCE)
  expect(closed.told).toEqual([])
})

test('a replica that becomes the primary is used', async () => {
  const replica = await startRedis()
  open.push(() => void replica.stop())
  await replica.follow(redis.url)
  const { complaints, isThere } = listen(replica.url)
  await vi.waitFor(
    () => expect(complaints).toEqual([expect.stringContaining('leads to a replica')]),
    PATIENCE,
  )
  await replica.lead()
  await isThere()
})

test('what is said of a document that was closed does not come in any more', async () => {
  const { listener, opens, isThere } = listen()
  await isThere()
  const document = opens('document')
  await listener.subscribe('document')
  listener.unsubscribe('document')
  const eye = new Redis(redis.url)
  open.push(() => eye.disconnect())
  await vi.waitFor(
    async () => expect(await eye.pubsub('NUMSUB', channelOf('document'))).toEqual([channelOf('document'), 0]),
    PATIENCE,
  )
  expect(document.told).toEqual(['listening'])
})
