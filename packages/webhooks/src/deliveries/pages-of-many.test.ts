/** An endpoint to which everything came through, and one with many that failed and many more that wait. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { runBatch } from '../operations/run-batch.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { type DeliveryStatus, deliveryStatuses } from './delivery-view.ts'
import { listDeliveries } from './list-deliveries.ts'

const { database } = await testDatabase()
const { id: workspaceId, context } = await testWorkspace(database)
const endpoint = (name: string) =>
  createEndpoint(context, { url: `https://${name}.example/`, eventTypes: ['member.*'] })
const [healthy, late] = [await endpoint('healthy'), await endpoint('late')]

await addDeliveries(database, late.id, 'failed', 600)
await addDeliveries(database, healthy.id, 'succeeded', 9000)
await addDeliveries(database, late.id, 'pending', 3000)
await database.query('VACUUM ANALYZE deliveries')

async function readForPage(endpointId: string, status?: DeliveryStatus, narrowed = {}) {
  const page = { items: 0, read: 0 }
  const read = await rowsRead(database, async (counted) => {
    const asked = { ...context, database: counted }
    page.items = (await listDeliveries(asked, { endpointId, status, ...narrowed })).items.length
  })
  return { ...page, read: read.deliveries ?? 0 }
}

test('a page of the log reads what it shows, whatever others got meanwhile', async () => {
  const { items, read } = await readForPage(healthy.id)
  expect(items).toBe(50)
  expect(read).toBeLessThan(150)
})

test('a page of what failed, waits or was cancelled reads what it shows, and nothing where there is nothing', async () => {
  for (const status of ['failed', 'pending', 'cancelled'] as const) {
    const { items, read } = await readForPage(healthy.id, status)
    expect(items).toBe(0)
    expect(read, `${status} of the healthy one`).toBeLessThan(10)
  }
  const failed = await readForPage(late.id, 'failed')
  expect(failed.items).toBe(50)
  expect(failed.read, 'behind all that waits').toBeLessThan(150)
})

test('a page of one type or document reads what it shows, and nothing where there is nothing', async () => {
  const shown = await readForPage(healthy.id, undefined, { eventType: 'member.joined' })
  expect(shown.items).toBe(50)
  expect(shown.read).toBeLessThan(150)
  for (const { id } of [healthy, late])
    for (const narrowed of [{ eventType: 'member.left' }, { documentId: newId() }])
      for (const status of [undefined, ...deliveryStatuses]) {
        const { items, read } = await readForPage(id, status, narrowed)
        expect(items).toBe(0)
        expect(read, `${status} of ${JSON.stringify(narrowed)}`).toBeLessThan(10)
      }
})

test('a page of what came through reads what it shows, and nothing where all waits or has failed', async () => {
  const { items, read } = await readForPage(late.id, 'succeeded')
  expect(items).toBe(0)
  expect(read).toBeLessThan(10)
  expect((await readForPage(healthy.id, 'succeeded')).read).toBeLessThan(150)
})

test('an operation that sends again what failed reads no more either', async () => {
  const read = await rowsRead(database, async (tx) => {
    const parameters = { since: '2026-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z', types: [] }
    const batch = await runBatch(tx, {
      id: workspaceId,
      endpoint_id: healthy.id,
      workspace_id: workspaceId,
      kind: 'recover',
      parameters,
      position: null,
    })
    expect(batch).toBeNull()
  })
  expect(read.deliveries ?? 0).toBeLessThan(10)
})
