/**
 * An endpoint with a few deliveries that wait or have failed among many that came through, beside an endpoint with very
 * many that do.
 */
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { countOperation } from './count-operation.ts'
import type { OperationInput } from './operation-input.ts'
import { runBatch } from './run-batch.ts'

const { database } = await testDatabase()
const { id: workspaceId, context } = await testWorkspace(database)
const endpoint = (name: string) =>
  createEndpoint(context, { url: `https://${name}.example/`, eventTypes: ['member.*'] })
const [calm, late] = [await endpoint('calm'), await endpoint('late')]

await addDeliveries(database, calm.id, 'pending', 30)
await addDeliveries(database, calm.id, 'failed', 30)
await addDeliveries(database, calm.id, 'succeeded', 9000)
await addDeliveries(database, late.id, 'pending', 9000)
await addDeliveries(database, late.id, 'failed', 9000)
await database.query("UPDATE deliveries SET payload = '{}' WHERE status = 'failed'")
await database.query('VACUUM ANALYZE deliveries')

async function readForCount(id: string, types: string[] = [], kind: 'cancel' | 'recover' = 'cancel') {
  const input: OperationInput = { id, kind, types, since: '2000-01-01' }
  let count = 0
  const read = await rowsRead(database, async (counted) => {
    count = (await countOperation({ ...context, database: counted }, input)).count
  })
  return { count, read: read.deliveries ?? 0 }
}

test('how many wait is counted among those that wait at the endpoint', async () => {
  const few = await readForCount(calm.id)
  expect(few.count).toBe(30)
  expect(few.read).toBeLessThan(100)
  const many = await readForCount(late.id)
  expect(many.count).toBe(9000)
  expect(many.read).toBeLessThan(9100)
})

test('also of one type, of which there may be none', async () => {
  expect((await readForCount(late.id, ['member.joined'])).count).toBe(9000)
  expect((await readForCount(late.id, ['member.removed'])).count).toBe(0)
  expect(await readForCount(calm.id, ['member.removed'])).toEqual({ count: 0, read: 30 })
})

test('how many have failed is counted among those that failed at the endpoint', async () => {
  const few = await readForCount(calm.id, [], 'recover')
  expect(few.count).toBe(30)
  expect(few.read).toBeLessThan(100)
  expect((await readForCount(late.id, [], 'recover')).count).toBe(9000)
})

test('a batch that cancels reads what it cancels, and the last finds nothing', async () => {
  const read = await rowsRead(database, async (tx) => {
    const operation = {
      id: workspaceId,
      endpoint_id: calm.id,
      workspace_id: workspaceId,
      kind: 'cancel' as const,
      parameters: { until: '2100-01-01T00:00:00Z', types: [] },
    }
    const batch = await runBatch(tx, { ...operation, position: null })
    expect(batch).toMatchObject({ count: 30 })
    expect(await runBatch(tx, { ...operation, position: batch?.position ?? '' })).toBeNull()
  })
  expect(read.deliveries ?? 0).toBeLessThan(300)
})
