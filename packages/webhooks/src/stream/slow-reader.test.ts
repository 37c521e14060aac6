/** A consumer whose connection takes no more. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'
import { checkSubscription } from './subscription.ts'

const { database } = await testDatabase()

test('what its connection has not taken does not count, and it is not waited for when the stream ends', async () => {
  const { id: workspaceId, context, happen } = await streamedWorkspace(database)
  await happen()
  const streams = testStreams(database, { heartbeatMs: 20 })
  const session = await streams.open({
    identify: async () => context.principal,
    subscription: checkSubscription({ consumer: 'crm', acknowledge: false }),
    remoteAddress: null,
  })
  const send = vi.fn(() => new Promise<void>(() => {}))
  const ended = session.run({ send, flushed: false })
  const consumer = () =>
    database.prisma.webhookEndpoint.findFirstOrThrow({ where: { workspaceId, kind: 'stream' } })
  await vi.waitFor(() => expect(send).toHaveBeenCalledOnce())
  for (let heartbeat = 0; heartbeat < 3; heartbeat++) {
    const { streamSeenAt } = await consumer()
    await vi.waitFor(async () => expect((await consumer()).streamSeenAt).not.toEqual(streamSeenAt))
  }
  expect((await consumer()).streamCursor).toBeNull()
  session.end('shutdown')
  expect(await ended).toBe('shutdown')
})
