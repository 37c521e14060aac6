import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

test('a full window waits for acknowledgements', async () => {
  const { consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database)
  const keys: string[] = []
  for (let i = 0; i < 7; i++) keys.push(await happen())
  const consumer = await consume(streams, { window: 3 })
  await consumer.got(3)
  /** A consumer that comes later and does not acknowledge gets everything meanwhile. */
  const meanwhile = async () => {
    const another = await consume(streams, { acknowledge: false })
    await another.got(7)
  }
  await meanwhile()
  expect(consumer.items).toHaveLength(3)
  expect(streams.statistics()).toMatchObject({ unacknowledged: 3 })
  consumer.acknowledge(consumer.items[1])
  await consumer.got(5)
  await meanwhile()
  expect(await consumer.got(5)).toEqual(keys.slice(0, 5))
  // Acknowledging an event again is no mistake.
  consumer.acknowledge(consumer.items[0])
  consumer.acknowledge(consumer.items[4])
  expect(await consumer.got(7)).toEqual(keys)
})

test('a consumer that leaves while its window is full is gone at once', async () => {
  const { consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database)
  await happen()
  await happen()
  // None is held back any more by transactions in other databases of the server.
  await (await consume(streams)).got(2)
  const consumer = await consume(streams, { window: 1 })
  await consumer.got(1)
  await consumer.leave()
  expect(streams.statistics().connected).toBe(1)
})
