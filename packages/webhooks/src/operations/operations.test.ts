import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { startOperationRunner } from './operation-runner.ts'
import { cancelOperation, getOperation, listOperations } from './read-operations.ts'
import { countOperation, startOperation } from './start-operation.ts'

const { database } = await testDatabase()
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString()

async function setUp(...answers: Answer[]) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    retrySchedule: [0],
  })
  const statuses = async () =>
    (await listDeliveries(workspace.context, { endpointId: endpoint.id, limit: 100 })).items.map(
      ({ status }) => status,
    )
  return { workspace, receiver, endpoint, statuses, context: workspace.context }
}

async function runner() {
  const running = await startOperationRunner(database, (error) => {
    throw error
  })
  onTestFinished(running.stop)
  return running
}

const ids = (received: { headers: Record<string, string> }[]) =>
  received.map(({ headers }) => headers['webhook-id'] ?? '').sort()

test('recover: what failed since a moment goes out again, under the same ids', async () => {
  const { workspace, receiver, endpoint, statuses, context } = await setUp(500)
  for (let index = 0; index < 5; index++) await workspace.happen()
  const engine = await testEngine(database)
  await engine.made(5, workspace)
  await vi.waitFor(async () => expect(await statuses()).toEqual(Array(5).fill('failed')))
  const failed = ids(receiver.received)
  receiver.answerWith(200)
  const input = { id: endpoint.id, kind: 'recover' as const, since: HOUR_AGO }
  expect(await countOperation(context, input)).toEqual({ count: 5 })
  const operation = await startOperation(context, input)
  expect(operation).toMatchObject({ status: 'running', total: 5, done: 0, createdBy: { name: 'Ada Lind' } })
  await runner()
  await vi.waitFor(async () => expect(await statuses()).toEqual(Array(5).fill('succeeded')), 10_000)
  expect(await getOperation(context, operation)).toMatchObject({ status: 'done', done: 5 })
  expect(ids(receiver.received.slice(5))).toEqual(failed)
  expect(await listOperations(context, endpoint)).toHaveLength(1)
})

test('replay: also what succeeded, and what was missed while the endpoint was disabled', async () => {
  const { workspace, receiver, endpoint, context } = await setUp()
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  for (let index = 0; index < 3; index++) await workspace.happen()
  const input = { id: endpoint.id, kind: 'replay' as const, since: HOUR_AGO }
  await expect(startOperation(context, input)).rejects.toMatchObject({ code: 'endpoint_disabled' })
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  expect(await countOperation(context, input)).toEqual({ count: 4 })
  expect(await countOperation(context, { ...input, types: ['document.*'] })).toEqual({ count: 0 })
  await startOperation(context, input)
  await runner()
  await engine.made(5, workspace)
  const sent = ids(receiver.received)
  expect(sent).toHaveLength(5)
  expect(new Set(sent).size).toBe(4)
})

test('cancel: what is pending ends, and nothing of it is sent', async () => {
  const { workspace, receiver, endpoint, statuses, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  for (let index = 0; index < 3; index++) await workspace.happen()
  const input = { id: endpoint.id, kind: 'cancel' as const }
  expect(await countOperation(context, input)).toEqual({ count: 3 })
  await startOperation(context, input)
  await runner()
  await vi.waitFor(async () => expect(await statuses()).toEqual(Array(3).fill('cancelled')))
  expect(receiver.received).toEqual([])
})

test('a worker that dies in the middle: another goes on where it was', async () => {
  const { workspace, endpoint, statuses, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  for (let index = 0; index < 4; index++) await workspace.happen()
  const { id } = await startOperation(context, { id: endpoint.id, kind: 'cancel' })
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id',
    [endpoint.id],
  )
  // As the dead one left it: two done, and a lease.
  await database.query(
    `UPDATE delivery_operations SET done = 2, position = $2, leased_until = now() + interval '1 hour' WHERE id = $1::uuid`,
    [id, rows[1]?.id],
  )
  await runner()
  await database.query('UPDATE delivery_operations SET leased_until = now() WHERE id = $1::uuid', [id])
  await database.notify('operation_ready', {})
  await vi.waitFor(async () =>
    expect(await getOperation(context, { id })).toMatchObject({ status: 'done', done: 4 }),
  )
  expect(await statuses()).toEqual(['cancelled', 'cancelled', 'pending', 'pending'])
})

test('one at a time for each endpoint, stopped by hand, and nonsense is told', async () => {
  const { endpoint, context } = await setUp()
  const input = { id: endpoint.id, kind: 'replay' as const, since: HOUR_AGO }
  const { id } = await startOperation(context, input)
  await expect(startOperation(context, input)).rejects.toMatchObject({ code: 'operation_running' })
  expect(await cancelOperation(context, { id })).toMatchObject({ status: 'cancelled' })
  await startOperation(context, input)
  const wrong = [
    [{ since: 'yesterday' }, 'moment_invalid'],
    [{ since: undefined }, 'since_missing'],
    [{ until: HOUR_AGO }, 'range_empty'],
    [{ types: ['documents.*'] }, 'event_type_unknown'],
  ] as const
  for (const [change, code] of wrong)
    await expect(countOperation(context, { ...input, ...change })).rejects.toMatchObject({ code })
  const { context: member } = await testWorkspace(database, { role: 'member' })
  await expect(listOperations(member, endpoint)).rejects.toMatchObject({ kind: 'forbidden' })
})
