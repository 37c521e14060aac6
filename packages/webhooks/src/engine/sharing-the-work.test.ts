import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { type TestWorkspace, testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()

async function receive(workspace: TestWorkspace, ...answers: Answer[]) {
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    timeoutMs: 30_000,
  })
  const deliveries = async () =>
    (await listDeliveries(workspace.context, { endpointId: endpoint.id, limit: 100 })).items
  return { receiver, endpoint, deliveries }
}

test('two engines share: everything is sent, nothing twice', async () => {
  const workspace = await testWorkspace(database)
  const { receiver, deliveries } = await receive(workspace)
  await Promise.all([testEngine(database), testEngine(database)])
  await Promise.all(Array.from({ length: 60 }, () => workspace.happen()))
  await vi.waitFor(
    async () => expect((await deliveries()).filter(({ status }) => status === 'succeeded')).toHaveLength(60),
    15_000,
  )
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(60)
  expect(receiver.received).toHaveLength(60)
})

test('an endpoint that hangs delays nobody else, and takes only its share of the worker', async () => {
  const workspace = await testWorkspace(database)
  const hanging = await receive(workspace, () => {})
  const quick = await receive(workspace)
  const engine = await testEngine(database, { concurrency: 8, concurrencyPerEndpoint: 4 })
  await Promise.all(Array.from({ length: 20 }, () => workspace.happen()))
  await engine.made(20, workspace)
  expect(quick.receiver.received).toHaveLength(20)
  expect(hanging.receiver.received.length).toBeLessThanOrEqual(4)
  expect((await hanging.deliveries()).every(({ status }) => status === 'pending')).toBe(true)
})

test('an endpoint that fails is asked one delivery at a time until it works again', async () => {
  const workspace = await testWorkspace(database)
  const { receiver, endpoint } = await receive(workspace, () => {})
  await database.query(`UPDATE webhook_endpoints SET failing_since = now() WHERE id = $1::uuid`, [
    endpoint.id,
  ])
  const other = await receive(workspace)
  await Promise.all(Array.from({ length: 5 }, () => workspace.happen()))
  const engine = await testEngine(database)
  await engine.made(5, workspace)
  expect(other.receiver.received).toHaveLength(5)
  expect(receiver.received).toHaveLength(1)
})

test('what happens while an endpoint is paused goes out when it is resumed', async () => {
  const workspace = await testWorkspace(database)
  const { receiver, endpoint, deliveries } = await receive(workspace)
  const other = await receive(workspace)
  const engine = await testEngine(database)
  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'paused' })
  await workspace.happen()
  await workspace.happen()
  await engine.made(2, workspace)
  expect(other.receiver.received).toHaveLength(2)
  expect(receiver.received).toHaveLength(0)
  const [waiting] = await deliveries()
  await expect(retryDelivery(workspace.context, { id: waiting?.id ?? '' })).rejects.toMatchObject({
    code: 'endpoint_paused',
  })
  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'active' })
  await engine.made(4, workspace)
  expect(receiver.received).toHaveLength(2)
})

test('an engine that is stopped in the middle of a send leaves the delivery to the next at once', async () => {
  const workspace = await testWorkspace(database)
  const { receiver, deliveries } = await receive(workspace, () => {}, 200)
  const first = await testEngine(database)
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  await first.stop(0)
  expect(await deliveries()).toMatchObject([{ status: 'pending', attemptCount: 0, lastError: null }])
  const second = await testEngine(database)
  await second.made(1, workspace)
  expect(await deliveries()).toMatchObject([{ status: 'succeeded', attemptCount: 1 }])
})

test('an engine does not send again what it is sending where PostgreSQL has lost the lease', async () => {
  const workspace = await testWorkspace(database)
  const answers: (() => void)[] = []
  const { receiver, deliveries } = await receive(workspace, (_request, response) => {
    answers.push(() => response.writeHead(200).end())
  })
  const engine = await testEngine(database)
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  // A crash loses a lease that was not on the disk yet.
  await database.query('UPDATE deliveries SET leased_until = NULL')
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(1))
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
  for (const answer of answers) answer()
  await engine.made(2, workspace)
  expect(await deliveries()).toMatchObject([
    { status: 'succeeded', attemptCount: 1 },
    { status: 'succeeded', attemptCount: 1 },
  ])
  expect(ids.size).toBe(2)
  expect(receiver.received).toHaveLength(2)
})

test('an event and its deliveries exist exactly when the transaction committed', async () => {
  const workspace = await testWorkspace(database)
  const { receiver, deliveries } = await receive(workspace)
  const engine = await testEngine(database)
  await expect(
    database.transaction(async (tx) => {
      await workspace.happen(tx)
      throw new Error('the change failed')
    }),
  ).rejects.toThrow('the change failed')
  await workspace.happen()
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
  expect(await deliveries()).toHaveLength(1)
})
