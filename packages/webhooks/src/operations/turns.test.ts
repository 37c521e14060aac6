/** Operations of several workspaces and endpoints at once. */
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { type TestWorkspace, testWorkspace } from '../testing/workspace.ts'
import { getOperation } from './get-operation.ts'
import { startOperationRunner } from './operation-runner.ts'
import type { OperationView } from './operation-view.ts'
import { startOperation } from './start-operation.ts'

const { database } = await testDatabase()
const BATCH = 500
const PATIENCE = 20_000

/** Begins to cancel this many deliveries of a new endpoint. */
async function begin({ context }: TestWorkspace, count: number): Promise<OperationView> {
  const { id } = await createEndpoint(context, { url: 'https://example.com/', eventTypes: ['member.*'] })
  await updateEndpoint(context, { id, status: 'paused' })
  await addDeliveries(database, id, 'pending', count)
  return await startOperation(context, { id, kind: 'cancel' })
}

async function runner() {
  const running = await startOperationRunner(database, (error) => {
    throw error
  })
  onTestFinished(running.stop)
  return running
}

/** The operations that have ended, in the order in which they did. */
async function ended(operations: readonly OperationView[]): Promise<OperationView[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM delivery_operations WHERE id = ANY ($1::uuid[]) AND status = 'done' ORDER BY finished_at`,
    [operations.map(({ id }) => id)],
  )
  return rows.flatMap((row) => operations.filter(({ id }) => id === row.id))
}

const allEnd = (operations: readonly OperationView[]) =>
  vi.waitFor(async () => expect(await ended(operations)).toHaveLength(operations.length), PATIENCE)

/** Locks the delivery at which a batch of the operation comes to a standstill. */
async function hold({ endpointId }: OperationView, place: number) {
  const { tx, commit } = await openTransaction(database)
  // In a query of its own, since otherwise the rows that are passed over would be locked too.
  const { rows } = await tx.query<{ id: string }>(
    'SELECT id FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id OFFSET $2::int LIMIT 1',
    [endpointId, place],
  )
  await tx.query('SELECT FROM deliveries WHERE id = $1::uuid FOR UPDATE', [rows[0]?.id])
  return commit
}

test('a small operation is done before a large one that began earlier', async () => {
  const [one, other] = [await testWorkspace(database), await testWorkspace(database)]
  const much = await begin(one, 5 * BATCH)
  const beside = await begin(one, BATCH)
  const little = await begin(other, BATCH)
  await runner()
  await allEnd([much, beside, little])
  expect(await ended([much, beside, little])).toEqual([little, beside, much])
})

test('a workspace gets no more turns by running more operations at once, be they large or very small', async () => {
  const [one, other] = [await testWorkspace(database), await testWorkspace(database)]
  const many = [await begin(one, 2 * BATCH), await begin(one, 2 * BATCH)]
  for (let index = 0; index < 4; index++) many.push(await begin(one, 0))
  const single = await begin(other, 2 * BATCH)
  await runner()
  await allEnd([...many, single])
  const order = await ended([...many, single])
  // Its three turns, of which the last finds nothing, are over when the other workspace has had three too.
  expect(order.indexOf(single)).toBeLessThanOrEqual(3)
})

test('while one worker stands still the other does what is left', async () => {
  const [one, other] = [await testWorkspace(database), await testWorkspace(database)]
  const stuck = await begin(one, 2 * BATCH)
  const letGo = await hold(stuck, 0)
  await runner()
  await somebodyWaits(database)
  await runner()
  const left = [await begin(one, 2 * BATCH), await begin(other, 2 * BATCH)]
  await allEnd(left)
  expect(await getOperation(one.context, stuck)).toMatchObject({ status: 'running', done: 0 })
  await letGo()
  await allEnd([stuck])
})

test('a worker that is asked to stop ends its batch, and another goes on at once with all of them', async () => {
  const [one, other] = [await testWorkspace(database), await testWorkspace(database)]
  const [first, second] = [await begin(one, 3 * BATCH), await begin(other, 3 * BATCH)]
  const letGo = await hold(first, BATCH)
  const { stop } = await runner()
  await somebodyWaits(database)
  const stopped = stop()
  await letGo()
  await stopped
  expect(await getOperation(one.context, first)).toMatchObject({ status: 'running', done: 2 * BATCH })
  expect(await getOperation(other.context, second)).toMatchObject({ status: 'running', done: BATCH })
  await runner()
  await allEnd([first, second])
  expect(await getOperation(one.context, first)).toMatchObject({ done: 3 * BATCH })
  expect(await getOperation(other.context, second)).toMatchObject({ done: 3 * BATCH })
})

test('a worker that stood still for longer than its lease does not do again what another did meanwhile', async () => {
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const { id } = await createEndpoint(context, { url: 'https://example.com/', eventTypes: ['member.*'] })
  await updateEndpoint(context, { id, status: 'paused' })
  for (let index = 0; index < 3; index++) await workspace.happen()
  await updateEndpoint(context, { id, status: 'active' })
  const replay = await startOperation(context, { id, kind: 'replay', since: '2000-01-01T00:00:00Z' })
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR UPDATE', [id])
  await runner()
  await somebodyWaits(database)
  // What the passing of time would do.
  await database.query('UPDATE delivery_operations SET leased_until = now() WHERE id = $1::uuid', [replay.id])
  await runner()
  await somebodyWaits(database, 2)
  await commit()
  await allEnd([replay])
  expect(await getOperation(context, replay)).toMatchObject({ total: 3, done: 3 })
})
