import { checkFilters } from '@quillwire/core/events/event-filters'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
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
