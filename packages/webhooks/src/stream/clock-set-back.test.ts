/** The clock of a process was a day ahead, and is set right while consumers are connected. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

test('what a reader without acknowledgements took before counts soon after, and its duration is not negative', async () => {
  const { id: workspaceId, context, consume, happen } = await streamedWorkspace(database)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const streams = testStreams(database, { heartbeatMs: 50 })
  const consumer = await consume(streams, { consumer: 'crm', acknowledge: false })
  await happen()
  await consumer.got(1)
  vi.useRealTimers()
  const place = () =>
    database.prisma.webhookEndpoint.findFirstOrThrow({ where: { workspaceId, kind: 'stream' } })
  await vi.waitFor(async () => expect((await place()).streamCursor).toBe(consumer.items[0]?.cursor))
  const { items } = await listDeliveries(context, { endpointId: (await place()).id })
  expect(items).toHaveLength(1)
  expect(items[0]?.lastDurationMs).toBeGreaterThanOrEqual(0)
})
