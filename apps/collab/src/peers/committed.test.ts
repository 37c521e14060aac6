import type { LoggedUpdate } from '@quillwire/core/documents/update-log'
import { createLogger } from '@quillwire/process'
import { Redis } from 'ioredis'
import { afterAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createStandstill } from '../admission/standstill.ts'
import { PATIENCE } from '../testing/office.ts'
import { startRedis } from '../testing/redis.ts'
import { channelOf, message, payloadOf, typeOf } from './messages.ts'
import { connectPeers } from './peers.ts'

const redis = await startRedis()
afterAll(() => redis.stop())

test('all that was committed of a document is told, even if it is not open here any more', async () => {
  const ear = new Redis(redis.url)
  const heard = new Y.Doc()
  ear.on('messageBuffer', (_channel, bytes) => {
    if (typeOf(bytes) === message.update) Y.applyUpdate(heard, payloadOf(bytes))
  })
  const peers = connectPeers({
    url: redis.url,
    logger: createLogger('test', 'silent'),
    standstill: createStandstill(),
    catchUp: async () => {},
  })
  try {
    await ear.subscribe(channelOf('document'))
    const written = new Y.Doc()
    const updates: LoggedUpdate[] = []
    written.on('update', (update) =>
      updates.push({ documentId: 'document', update, actorType: 'user', actorId: null }),
    )
    for (const letter of 'abc') written.getText().insert(written.getText().length, letter)
    // What is said before Redis is connected is not heard.
    await vi.waitFor(() => {
      peers.committed(updates)
      expect(heard.getText().toString()).toBe('abc')
    }, PATIENCE)
  } finally {
    peers.hush()
    await peers.stop(Promise.resolve())
    ear.disconnect()
  }
})
