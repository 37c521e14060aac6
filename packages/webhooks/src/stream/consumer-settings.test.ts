import { checkFilters } from '@quillwire/core/events/event-filters'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test } from 'vitest'
import { deleteEndpoint } from '../endpoints/delete-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createEventStreams } from './event-streams.ts'
import { checkSubscription } from './subscription.ts'
import { takeConsumer } from './take-consumer.ts'

const { database } = await testDatabase()

async function setUp() {
  const { id, context } = await testWorkspace(database)
  const take = () =>
    takeConsumer(context, id, { name: 'crm', types: ['*'], filters: checkFilters({}), begin: undefined })
  return { context, take }
}

test('an admin pauses a consumer, and resumes it', async () => {
  const { context, take } = await setUp()
  const { id } = await take()
  expect(await updateEndpoint(context, { id, status: 'paused' })).toMatchObject({ status: 'paused' })
  await expect(take()).rejects.toMatchObject({ code: 'consumer_paused' })
  await updateEndpoint(context, { id, status: 'active' })
  expect(await take()).toMatchObject({ id })
})

test('a consumer is known by its name, whatever an admin writes about it', async () => {
  const { context, take } = await setUp()
  const { id } = await take()
  await updateEndpoint(context, { id, description: 'Orders for the CRM' })
  expect(await take()).toMatchObject({ id })
})

test('the stream of a consumer that is paused or deleted ends at once, also where it sends nothing', async () => {
  const { context, take } = await setUp()
  const { id } = await take()
  const streams = createEventStreams(context, { onError: console.error, heartbeatMs: 3_600_000 })
  onTestFinished(streams.close)
  const connected = async () => {
    const session = await streams.open({
      identify: async () => context.principal,
      subscription: checkSubscription({ consumer: 'crm' }),
      remoteAddress: null,
    })
    return session.run({ send: () => undefined, flushed: true })
  }
  const paused = connected()
  await expect.poll(() => streams.statistics().connected).toBe(1)
  await updateEndpoint(context, { id, status: 'paused' })
  expect(await paused).toMatchObject({ code: 'consumer_paused' })
  await updateEndpoint(context, { id, status: 'active' })
  const deleted = connected()
  await expect.poll(() => streams.statistics().connected).toBe(1)
  await deleteEndpoint(context, { id })
  expect(await deleted).toMatchObject({ code: 'consumer_deleted' })
})
