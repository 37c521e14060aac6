import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { eventId } from '@quillwire/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { cancelOperation } from '../operations/cancel-operation.ts'
import { listOperations } from '../operations/list-operations.ts'
import { startOperationRunner } from '../operations/operation-runner.ts'
import { startOperation } from '../operations/start-operation.ts'
import { testEngine } from '../testing/engine.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createEndpoint } from './create-endpoint.ts'
import { countWithoutOrder, lineUp } from './line-up.ts'
import { updateEndpoint } from './update-endpoint.ts'

const { database } = await testDatabase()
/** More than two batches. */
const MANY = 1200

/** An endpoint that was paused for a while: some real events wait, and behind them a great many. */
async function setUp(many = MANY) {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const endpoint = await createEndpoint(context, { url: receiver.url, eventTypes: ['member.*'] })
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  const expected = [await workspace.happen(), await workspace.happen()]
  await addDeliveries(database, endpoint.id, 'pending', many)
  const change = (settings: object) => updateEndpoint(context, { id: endpoint.id, ...settings })
  const operations = () => listOperations(context, endpoint)
  const withoutOrder = async () => {
    const { rows } = await database.query(
      `SELECT FROM deliveries WHERE endpoint_id = $1::uuid AND status = 'pending' AND order_key IS NULL`,
      [endpoint.id],
    )
    return rows.length
  }
  const received = () => receiver.received.map(({ headers }) => headers['webhook-id'])
  return { workspace, context, endpoint, expected, change, operations, withoutOrder, received }
}

async function runOperations() {
  const runner = await startOperationRunner(database, (error) => {
    throw error
  })
  onTestFinished(() => runner.stop())
}

test('order that is asked for while very much waits comes in batches, and nothing is sent before', async () => {
  const { workspace, expected, change, operations, withoutOrder, received } = await setUp()
  await change({ ordered: true, status: 'active' })
  const [operation] = await operations()
  expect(operation).toMatchObject({ kind: 'order', status: 'running', total: MANY + 2, done: 500 })
  // A save meanwhile waits for nothing, and is sent after what waited before.
  expected.push(await workspace.happen())
  expect(await withoutOrder()).toBe(MANY + 2 - 500)
  const engine = await testEngine(database)
  await engine.made(0, workspace)
  expect(received()).toEqual([])

  await runOperations()
  await vi.waitFor(async () =>
    expect(await operations()).toMatchObject([{ kind: 'order', status: 'done', done: MANY + 2 }]),
  )
  await vi.waitFor(() => expect(received()).toEqual(expected.map(eventId)))
  expect(await withoutOrder()).toBe(0)
})

test('a delivery that is locked at that moment is not waited for, and lined up when it is free', async () => {
  const { endpoint, change, operations, withoutOrder } = await setUp()
  const { tx, commit } = await openTransaction(database)
  await tx.query(
    `SELECT FROM deliveries WHERE id = (SELECT id FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id LIMIT 1) FOR UPDATE`,
    [endpoint.id],
  )
  await change({ ordered: true })
  await runOperations()
  await vi.waitFor(async () => expect(await withoutOrder()).toBe(1))
  expect(await operations()).toMatchObject([{ status: 'running', done: MANY + 1 }])
  await commit()
  await vi.waitFor(async () => expect(await operations()).toMatchObject([{ status: 'done', done: MANY + 2 }]))
  expect(await withoutOrder()).toBe(0)
})

test('it cannot be stopped half way, but order can be given up: then all is sent at once', async () => {
  const { workspace, context, change, operations, received, expected } = await setUp()
  await change({ ordered: true })
  const [operation] = await operations()
  const stopped = cancelOperation(context, { id: operation?.id ?? '' })
  await expect(stopped).rejects.toMatchObject({ kind: 'conflict', code: 'order_unfinished' })
  await change({ ordered: false })
  expect(await operations()).toMatchObject([{ kind: 'order', status: 'cancelled' }])
  // When order is asked for again, it goes on with what has no key yet.
  await change({ ordered: true })
  const [again] = await operations()
  expect(again).toMatchObject({ kind: 'order', status: 'running', total: MANY + 2 - 500 })
  await change({ ordered: false, status: 'active' })
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  expect(received().toSorted()).toEqual(expected.map(eventId).toSorted())
})

test('it ends where order was given up by a process of an earlier version, which knows nothing of it', async () => {
  const { endpoint, change, operations } = await setUp()
  await change({ ordered: true })
  await database.query('UPDATE webhook_endpoints SET ordered = false WHERE id = $1::uuid', [endpoint.id])
  await runOperations()
  await vi.waitFor(async () => expect(await operations()).toMatchObject([{ kind: 'order', status: 'done' }]))
})

test('what waits can be cancelled while it is being lined up', async () => {
  const { context, endpoint, change, operations, withoutOrder } = await setUp()
  await change({ ordered: true })
  await startOperation(context, { id: endpoint.id, kind: 'cancel' })
  await runOperations()
  await vi.waitFor(async () =>
    expect((await operations()).map(({ status }) => status)).toEqual(['done', 'done']),
  )
  expect(await withoutOrder()).toBe(0)
})

test('where little waits it is in order at once', async () => {
  const { change, operations, withoutOrder } = await setUp(10)
  await change({ ordered: true })
  expect(await withoutOrder()).toBe(0)
  expect(await operations()).toEqual([])
})

test('where little waits, what waits for other endpoints is not read', async () => {
  const late = await setUp(3000)
  const { change, endpoint, operations } = await setUp(3)
  await addDeliveries(database, endpoint.id, 'succeeded', 3000)
  await database.query('VACUUM ANALYZE deliveries')
  const read = await rowsRead(database, async ({ query }) => {
    await countWithoutOrder({ query }, endpoint.id)
    await lineUp({ query }, endpoint.id)
    await lineUp({ query }, endpoint.id, 'infinity')
  })
  expect(read.deliveries).toBeLessThan(50)
  await change({ ordered: true })
  expect(await operations()).toEqual([])
  expect(await late.withoutOrder()).toBe(3002)
})
