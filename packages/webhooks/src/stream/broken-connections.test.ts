import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

test('no event and no consumer is lost where connections to the database break', async () => {
  const { keyId, consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database)
  const consumer = await consume(streams, { consumer: 'crm' }, { acknowledges: true })
  const keys = [await happen()]
  await consumer.got(1)
  for (let round = 0; round < 3; round++) {
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    keys.push(await vi.waitFor(() => happen()))
    await consumer.got(keys.length)
  }
  expect(await consumer.got(4)).toEqual(keys)
  // What was notified while nobody listened is asked for afterwards, such as the revocation of a key.
  await database.prisma.apiKey.update({ where: { id: keyId }, data: { revokedAt: new Date() } })
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
  expect(await consumer.ended).toMatchObject({ code: 'api_key_invalid' })
  expect(streams.statistics().connected).toBe(0)
})
