import type { Principal } from '@quillwire/core'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'
import { createStreamLimit, MAX_PER_PRINCIPAL } from './stream-limit.ts'

const { database } = await testDatabase()

test('the number of streams of one key is limited, and one that ends makes room', async () => {
  const { consume } = await streamedWorkspace(database)
  const streams = testStreams(database)
  const consumers = await Promise.all(Array.from({ length: MAX_PER_PRINCIPAL }, () => consume(streams)))
  expect(streams.statistics().connected).toBe(MAX_PER_PRINCIPAL)
  await expect(consume(streams)).rejects.toMatchObject({ kind: 'rate_limited', code: 'too_many_streams' })
  await consumers[0]?.leave()
  await consume(streams)
  expect(streams.statistics().connected).toBe(MAX_PER_PRINCIPAL)
})

test('streams that could not begin, as while the database was away, take no room from those that can', async () => {
  const { consume, happen } = await streamedWorkspace(database)
  let away = true
  const streams = testStreams({
    ...database,
    listen: (...asked) =>
      away ? Promise.reject(new Error('the database is away')) : database.listen(...asked),
  })
  for (let count = 0; count < MAX_PER_PRINCIPAL; count++)
    await expect(consume(streams)).rejects.toThrow('the database is away')
  away = false
  const consumer = await consume(streams)
  const key = await happen()
  expect(await consumer.got(1)).toEqual([key])
})

test('the streams of one person leave room for those of others', () => {
  const limit = createStreamLimit()
  const enter = (id: string) => limit.enter({ type: 'user', id } as Principal) // all that tells them apart
  for (let count = 0; count < MAX_PER_PRINCIPAL; count++) enter('ada')
  expect(() => enter('ada')).toThrow(expect.objectContaining({ code: 'too_many_streams' }))
  enter('jonas')()
})
