import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'
import { MAX_PER_PRINCIPAL } from './event-streams.ts'

const { database } = await testDatabase()

test('one key can have so many streams and no more, and one that ends makes room', async () => {
  const { consume } = await streamedWorkspace(database)
  const streams = testStreams(database)
  const consumers = await Promise.all(Array.from({ length: MAX_PER_PRINCIPAL }, () => consume(streams)))
  expect(streams.statistics().connected).toBe(MAX_PER_PRINCIPAL)
  await expect(consume(streams)).rejects.toMatchObject({ kind: 'rate_limited', code: 'too_many_streams' })
  await consumers[0]?.leave()
  await consume(streams)
  expect(streams.statistics().connected).toBe(MAX_PER_PRINCIPAL)
})
