/** The place of a named consumer, when events were deleted meanwhile. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sendTestEvent } from '../deliveries/send-test-event.ts'
import { rotateSecret } from '../endpoints/rotate-secret.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'
import type { StreamEnd } from './stream-session.ts'

const { database } = await testDatabase()

const placeOf = async (workspaceId: string) =>
  (await database.prisma.webhookEndpoint.findFirstOrThrow({ where: { workspaceId, kind: 'stream' } }))
    .streamCursor

test('a consumer is told that events behind its cursor were deleted, and how to go on', async () => {
  const { id, consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database)
  const keys: string[] = []
  for (let i = 0; i < 4; i++) keys.push(await happen())
  const consumer = await consume(streams, { consumer: 'crm' })
  await consumer.got(4)
  const after = consumer.items[0]?.cursor
  consumer.acknowledge(consumer.items[0])
  await consumer.leave()
  expect(await placeOf(id)).toBe(after)
  await database.prisma.event.deleteMany({ where: { id: { in: keys.slice(0, 2) } } })
  for (const subscribe of [{ after }, { consumer: 'crm' }])
    await expect(consume(streams, subscribe)).rejects.toMatchObject({
      code: 'cursor_expired',
      message: expect.stringContaining('"oldest"'),
    })
  const again = await consume(streams, { consumer: 'crm', after: 'oldest' })
  expect(await again.got(2)).toEqual(keys.slice(2))
})

test('a consumer that stays connected and takes nothing until events behind its place were deleted is told so, too', async () => {
  const { consume, happen } = await streamedWorkspace(database)
  const keys: string[] = []
  // More than are read at once.
  for (let i = 0; i < 60; i++) keys.push(await happen())
  const events = { where: { id: { in: keys } } }
  await database.prisma.event.updateMany({
    ...events,
    data: { createdAt: new Date(Date.now() - 2 * 86_400_000) },
  })
  const streams = testStreams(database, { retentionDays: 1 })
  // None is held back any more by transactions in other databases of the server.
  await (await consume(streams)).got(60)
  const consumer = await consume(streams, { window: 1 })
  await consumer.got(1)
  await database.prisma.event.deleteMany({ where: { id: { in: keys.slice(0, 55) } } })
  let ended: StreamEnd | undefined
  void consumer.ended.then((why) => {
    ended = why
  })
  await vi.waitFor(() => {
    consumer.acknowledge(consumer.items.at(-1))
    expect(ended).toMatchObject({ code: 'cursor_expired' })
  })
  expect((await consumer.got(50)).every((key, at) => key === keys[at])).toBe(true)
  expect(consumer.items).toHaveLength(50)
})

test('a consumer is no receiver: nothing is sent to it by hand, and only its description can be changed', async () => {
  const { id: workspaceId, context, consume } = await streamedWorkspace(database)
  const consumer = await consume(testStreams(database), { consumer: 'crm' })
  const { id } = await database.prisma.webhookEndpoint.findFirstOrThrow({ where: { workspaceId } })
  await expect(sendTestEvent(context, { id, type: 'member.invited' })).rejects.toMatchObject({
    code: 'endpoint_is_stream',
  })
  await expect(rotateSecret(context, { id })).rejects.toMatchObject({ code: 'endpoint_is_stream' })
  await expect(updateEndpoint(context, { id, description: 'Ours', timeoutMs: 2000 })).rejects.toMatchObject({
    code: 'stream_setting',
    field: 'timeoutMs',
  })
  expect(await updateEndpoint(context, { id, description: 'Ours' })).toMatchObject({ description: 'Ours' })
  await consumer.leave()
})

test('what was sent and not acknowledged comes again, however long the connection stood', async () => {
  const { id, consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database, { heartbeatMs: 20 })
  const keys = [await happen(), await happen()]
  const consumer = await consume(streams, { consumer: 'crm' })
  expect(await consumer.got(2)).toEqual(keys)
  consumer.acknowledge(consumer.items[0])
  const seenAt = async () =>
    (await database.prisma.webhookEndpoint.findFirstOrThrow({ where: { workspaceId: id } })).streamSeenAt
  for (let signs = 0; signs < 2; signs++) {
    const before = await seenAt()
    await vi.waitFor(async () => expect(await seenAt()).not.toEqual(before))
  }
  await consumer.leave()
  const again = await consume(streams, { consumer: 'crm' })
  expect(await again.got(1)).toEqual(keys.slice(1))
})

test('a consumer to which nothing is owed keeps its place, however quiet it is', async () => {
  const { id, consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database, { heartbeatMs: 50 })
  await happen()
  await happen()
  const consumer = await consume(streams, { consumer: 'crm', types: ['document.*'] })
  // Events that are not for it move its place on.
  await vi.waitFor(async () => expect(await placeOf(id)).not.toBeNull())
  await consumer.leave()
  await database.prisma.event.deleteMany({ where: { workspaceId: id } })
  const again = await consume(streams, { consumer: 'crm' })
  const key = await happen()
  expect(await again.got(1)).toEqual([key])
})

test('nor is its place lost where it stays connected, and nothing happens for longer than events are kept', async () => {
  const { id, consume, happen } = await streamedWorkspace(database)
  const consumer = await consume(testStreams(database), {}, { acknowledges: true })
  await happen()
  await consumer.got(1)
  await database.prisma.event.deleteMany({ where: { workspaceId: id } })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 40 * 86_400_000 })
  onTestFinished(() => void vi.useRealTimers())
  const key = await happen()
  expect((await consumer.got(2))[1]).toBe(key)
})

test('nor is its place lost where it comes for a moment each night: its place moves past what is not for it', async () => {
  const { id, consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database)
  await happen()
  const consumer = await consume(streams, { consumer: 'crm' }, { acknowledges: true })
  await consumer.got(1)
  await consumer.leave()
  const acknowledged = await placeOf(id)
  await happen()
  const none = { consumer: 'crm', types: ['document.*'] }
  const tonight = await consume(streams, none)
  await vi.waitFor(() => expect(tonight.cursor).not.toBe(acknowledged))
  await tonight.leave()
  expect(await placeOf(id)).not.toBe(acknowledged)
  await database.prisma.event.deleteMany({ where: { workspaceId: id } })
  const again = await consume(streams, { consumer: 'crm' })
  const key = await happen()
  expect(await again.got(1)).toEqual([key])
})
