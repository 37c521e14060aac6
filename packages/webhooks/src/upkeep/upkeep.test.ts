import { testWorkspace as documentsWorkspace } from '@quillwire/core/testing/test-workspace'
import { testDatabase } from '@quillwire/database/testing'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { cancelOperation } from '../operations/cancel-operation.ts'
import { listOperations } from '../operations/list-operations.ts'
import { startOperation } from '../operations/start-operation.ts'
import { testEngine } from '../testing/engine.ts'
import { loggedCalls, testHook } from '../testing/hook.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { deleteOldRecords } from './delete-old-records.ts'
import { deliveryStatistics } from './delivery-statistics.ts'
import { disableFailingEndpoints, type FailedEndpoint } from './disable-failing-endpoints.ts'

const { database } = await testDatabase()
// Upkeep counts what it does for all workspaces.
beforeEach(() => database.query('TRUNCATE workspaces CASCADE'))

async function setUp(answer: number) {
  const receiver = await startReceiver(answer)
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const endpoint = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  const deliveries = async () => (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items
  return { workspace, endpoint, deliveries }
}

const failFor = (endpointId: string, hours: number) =>
  database.query(
    `UPDATE webhook_endpoints SET failing_since = now() - make_interval(hours => $2::int) WHERE id = $1::uuid`,
    [endpointId, hours],
  )

test('five days of nothing but failures, the last of them after that: disabled, and the admins are told', async () => {
  const { workspace, endpoint } = await setUp(500)
  const quiet = await setUp(500)
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  await failFor(endpoint.id, 119)
  await failFor(quiet.endpoint.id, 144)
  const told: FailedEndpoint[] = []
  const disable = () => disableFailingEndpoints(database, async (_tx, failed) => void told.push(failed))
  expect(await disable()).toBe(0)
  await failFor(endpoint.id, 121)
  expect(await disable()).toBe(1)
  const email = workspace.context.principal.type === 'user' && workspace.context.principal.email
  expect(told).toMatchObject([{ id: endpoint.id, admins: [email] }])
  expect(await getEndpoint(workspace.context, endpoint)).toMatchObject({
    status: 'disabled',
    disabledReason: 'failing',
  })
  expect(await getEndpoint(quiet.workspace.context, quiet.endpoint)).toMatchObject({ status: 'active' })
  expect(await disable()).toBe(0)
  const { rows } = await database.query(
    `SELECT FROM events WHERE type = 'endpoint.disabled' AND workspace_id = $1`,
    [workspace.id],
  )
  expect(rows).toHaveLength(1)

  // What it missed is replayed from its first failure on, also when its new address is entered before it is enabled.
  const moved = await updateEndpoint(workspace.context, { id: endpoint.id, url: 'https://example.com/new' })
  expect(moved).toMatchObject({ status: 'disabled', failingSince: expect.any(Date) })
  const again = await updateEndpoint(workspace.context, { id: endpoint.id, status: 'active' })
  expect(again).toMatchObject({ status: 'active', disabledReason: null, failingSince: null })
})

test('after thirty days payloads and attempts go, the delivery and its counts stay', async () => {
  const { workspace, deliveries } = await setUp(200)
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  // As where the content was included.
  await database.query(`UPDATE deliveries SET payload = '{"id":"evt_1"}'`)
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
  expect(Object.values(await deleteOldRecords(database, inDays(29)))).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect(await deleteOldRecords(database, inDays(31))).toMatchObject({ attempts: expect.any(Number) })
  const [delivery] = await deliveries()
  expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: 1, lastStatusCode: 200 })
  const input = { id: delivery?.id ?? '' }
  expect(await getDelivery(workspace.context, input)).toMatchObject({ payload: null, attempts: [] })
  await expect(retryDelivery(workspace.context, input)).rejects.toMatchObject({
    kind: 'gone',
    code: 'event_deleted',
  })
})

test('calls of incoming hooks go after the same time', async () => {
  const workspace = await documentsWorkspace(database)
  const hook = await testHook(workspace)
  await hook.call({ body: 'a' })
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
  expect(await deleteOldRecords(database, inDays(29))).toMatchObject({ calls: 0 })
  expect(await deleteOldRecords(database, inDays(31))).toMatchObject({ calls: 1 })
  expect(await loggedCalls(workspace, hook.id)).toEqual([])
})

test('what is still to be tried after the time is kept whole, and sent', async () => {
  const { workspace, deliveries } = await setUp(200)
  await workspace.happen()
  await workspace.happen()
  const [waiting] = await deliveries()
  const input = { id: waiting?.id ?? '' }
  // As where the content was included; the other one is made from its event when it is sent.
  await database.query(`UPDATE deliveries SET payload = '{"id":"evt_1"}' WHERE id = $1::uuid`, [input.id])
  await deleteOldRecords(database, new Date(Date.now() + 400 * 86_400_000), 1)
  expect(await getDelivery(workspace.context, input)).toMatchObject({
    status: 'pending',
    payload: { id: 'evt_1' },
  })
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  expect(await deliveries()).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }])
})

test('what stays of a delivery goes after a year, or later where events are kept for longer', async () => {
  const { workspace, endpoint, deliveries } = await setUp(200)
  await workspace.happen()
  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'paused' })
  await workspace.happen()
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
  expect(await deleteOldRecords(database, inDays(364))).toMatchObject({ deliveries: 0 })
  expect(await deleteOldRecords(database, inDays(366), 400)).toMatchObject({ deliveries: 0 })
  await deleteOldRecords(database, inDays(366))
  expect(await deliveries()).toEqual([])
})

test.each([
  [30, 'Not sent in the 30 days that events are kept.'],
  [1, 'Not sent in the day that events are kept.'],
])(
  'what waits for a paused endpoint is kept for the same time and then cancelled: %i',
  async (days, lastError) => {
    const { workspace, endpoint, deliveries } = await setUp(200)
    await updateEndpoint(workspace.context, { id: endpoint.id, status: 'paused' })
    await workspace.happen()
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
    await deleteOldRecords(database, inDays(days - 0.5), days)
    expect(await deliveries()).toMatchObject([{ status: 'pending' }])
    // A worker is sending it, as when it was paused at this moment.
    const lease = (until: string) => database.query(`UPDATE deliveries SET leased_until = ${until}`)
    await lease(`now() + interval '1 hour'`)
    expect(await deleteOldRecords(database, inDays(days + 1), days)).toMatchObject({ cancelled: 0 })
    await lease('NULL')
    expect(await deleteOldRecords(database, inDays(days + 1), days)).toMatchObject({ cancelled: 1 })
    expect(await deliveries()).toMatchObject([{ status: 'cancelled', lastError }])
  },
)

test('operations on many deliveries are shown for the same time', async () => {
  const { workspace, endpoint } = await setUp(200)
  const { id } = await startOperation(workspace.context, { id: endpoint.id, kind: 'cancel', types: [] })
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
  expect(await deleteOldRecords(database, inDays(31)), 'it runs still').toMatchObject({ operations: 0 })
  await cancelOperation(workspace.context, { id })
  await deleteOldRecords(database, inDays(29))
  expect(await listOperations(workspace.context, endpoint)).toHaveLength(1)
  expect(await deleteOldRecords(database, inDays(31))).toMatchObject({ operations: 1 })
  expect(await listOperations(workspace.context, endpoint)).toEqual([])
})

test('operators see what is due and how the endpoints are', async () => {
  const before = await deliveryStatistics(database)
  const { workspace, endpoint } = await setUp(200)
  await workspace.happen()
  await failFor(endpoint.id, 1)
  const after = await deliveryStatistics(database)
  expect(after.due).toBe(before.due + 1)
  expect(after.endpoints.failing).toBe(before.endpoints.failing + 1)
  expect(after.oldestDueSeconds).toBeGreaterThan(0)
})

test.each([
  ['a receiver that asked for time', {}, `throttled_until = now() + interval '1 hour'`, 0],
  ['a receiver that is only probed', {}, `probe_at = now() + interval '1 hour'`, 0],
  ['its turn by the rate limit', { rateLimit: 1 }, 'rate_at = now(), rate_tokens = 0', 0],
  ['the event before it', { ordered: true }, 'failing_since = NULL', 1],
])('what waits for %s does not wait for a worker', async (_, settings, state, due) => {
  // What other tests left waiting for its next attempt may become due meanwhile.
  await database.query(`UPDATE webhook_endpoints SET status = 'paused'`)
  const { workspace, endpoint } = await setUp(200)
  await updateEndpoint(workspace.context, { id: endpoint.id, ...settings })
  await workspace.happen()
  await workspace.happen()
  await database.query(`UPDATE webhook_endpoints SET ${state} WHERE id = $1::uuid`, [endpoint.id])
  expect((await deliveryStatistics(database)).due).toBe(due)
})
