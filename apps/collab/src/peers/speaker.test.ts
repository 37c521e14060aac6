import { randomBytes } from 'node:crypto'
import { openPath } from '@quillwire/database/testing/network-path'
import { createLogger } from '@quillwire/process'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { PATIENCE } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'
import { createComplaints } from './complaints.ts'
import { channelOf, message, NAME_BYTES, payloadOf, senderOf, typeOf } from './messages.ts'
import { createSpeaker } from './speaker.ts'

const redis = await startRedis()
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})
afterAll(() => redis.stop())

function speak(url = redis.url) {
  const self = randomBytes(NAME_BYTES)
  const stopping = new AbortController()
  /** What was missed, each time that the others could be told something. */
  const heard: string[][] = []
  const speaker = createSpeaker({
    url,
    self,
    complaints: createComplaints(createLogger('test', 'silent'), stopping.signal),
    stopped: stopping.signal,
    onHeard: (missed) => heard.push(missed),
  })
  open.push(() => {
    stopping.abort()
    speaker.redis.disconnect()
  })
  return { self, speaker, heard, stop: () => stopping.abort() }
}

test('of what is said before anybody hears it, only what is in the log counts as missed', async () => {
  const { speaker, heard } = speak()
  speaker.say('text', message.update, Uint8Array.of(1))
  speaker.say('kept', message.missed)
  speaker.say('cursor', message.awareness, Uint8Array.of(1))
  await vi.waitFor(() => expect(heard).toEqual([['text', 'kept']]), PATIENCE)
})

test('what is said is heard with the name of its process, until that stops', async () => {
  const { self, speaker, heard, stop } = speak()
  await vi.waitFor(() => expect(heard).toEqual([[]]), PATIENCE)
  const ear = new Redis(redis.url)
  open.push(() => ear.disconnect())
  await ear.subscribe(channelOf('document'))
  const said: Buffer[] = []
  ear.on('messageBuffer', (_channel, bytes) => said.push(bytes))
  speaker.say('document', message.update, Uint8Array.of(1, 2))
  speaker.say('document', message.gone)
  stop()
  speaker.say('document', message.question)
  await speaker.redis.publish(channelOf('document'), 'end')
  await vi.waitFor(() => expect(said.at(-1)?.toString()).toBe('end'), PATIENCE)
  expect(said.slice(0, -1).map((bytes) => [senderOf(bytes), typeOf(bytes), [...payloadOf(bytes)]])).toEqual([
    [self, message.update, [1, 2]],
    [self, message.gone, []],
  ])
})

test('when the connection ends, what was said since Redis was last known to be the primary counts as missed', async () => {
  const { speaker, heard } = speak()
  await vi.waitFor(() => expect(heard).toHaveLength(1), PATIENCE)
  speaker.say('before', message.update)
  speaker.askForSignOfLife()
  await speaker.redis.ping()
  speaker.say('since', message.update)
  await speaker.redis.ping()
  await redis.silence()
  await vi.waitFor(() => expect(heard).toEqual([[], ['since']]), PATIENCE)
  // Each time only what was missed this time.
  await redis.silence()
  await vi.waitFor(() => expect(heard).toEqual([[], ['since'], []]), PATIENCE)
})

test('also when it ends while Redis is being asked whether it is the primary', async () => {
  const { speaker, heard } = speak()
  await vi.waitFor(() => expect(heard).toHaveLength(1), PATIENCE)
  speaker.say('document', message.update)
  await speaker.redis.ping()
  redis.hang()
  speaker.askForSignOfLife()
  await redis.away()
  await redis.start()
  await vi.waitFor(() => expect(heard).toEqual([[], ['document']]), PATIENCE)
})

test('what was said to a Redis that a fail-over had made a replica counts as missed', async () => {
  const old = await startRedis()
  const path = await openPath(old.url)
  open.push(path.close, () => void old.stop())
  const { speaker, heard } = speak(path.url)
  await vi.waitFor(() => expect(heard).toHaveLength(1), PATIENCE)
  path.leadTo(redis.url)
  await old.follow(redis.url)
  speaker.say('document', message.update)
  await speaker.redis.ping()
  speaker.askForSignOfLife()
  await vi.waitFor(() => expect(heard).toEqual([[], ['document']]), PATIENCE)
})
