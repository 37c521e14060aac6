/**
 * The planner's statistics of deliveries are from when nothing waited, as after most nights: it takes the index of what
 * waits for empty, and expects to read the whole of it for free.
 */
import { mergeIntoWaiting } from '@quillwire/core/events/merge-into-waiting'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import type { EventData } from '@quillwire/events'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { claimDeliveries, releaseLeases } from '../engine/claim-deliveries.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()
const { id: workspaceId, context, happen } = await testWorkspace(database)
const endpoint = (name: string, options = {}) =>
  createEndpoint(context, { url: `https://${name}.example/`, eventTypes: ['member.*'], ...options })

const paused = await endpoint('paused')
await addDeliveries(database, paused.id, 'succeeded', 3000)
await database.query('VACUUM ANALYZE deliveries')
await addDeliveries(database, paused.id, 'pending', 3000)
await database.query(`UPDATE webhook_endpoints SET status = 'paused' WHERE id = $1::uuid`, [paused.id])
await endpoint('active')
await endpoint('ordered', { ordered: true })
await happen()

const limits = { total: 512, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }

test('a claim reads what it takes, and nothing of what waits for a paused endpoint; giving back, what is given back', async () => {
  let claimed: { id: string; leasedUntil: string }[] = []
  const claim = await rowsRead(database, async (tx) => {
    claimed = (await claimDeliveries(tx, limits)).map(({ id, leased_until: leasedUntil }) => ({
      id,
      leasedUntil,
    }))
  })
  expect(claimed, 'one of the active endpoint, one of the ordered').toHaveLength(2)
  expect(claim.deliveries).toBeLessThan(50)
  const release = await rowsRead(database, (tx) => releaseLeases(tx, claimed))
  expect(release.deliveries).toBeLessThan(50)
  expect(await claimDeliveries(database, limits), 'taken again').toHaveLength(2)
})

test('a save looks for a delivery to merge with among those that wait for their time, and not among all that are due', async () => {
  const actor = { type: 'system', id: null, name: 'Quillwire' } as const
  // Never read, since nothing is found.
  const data = {} as EventData<'document.saved'>
  const save = {
    id: newId(),
    sequence: 1n,
    workspaceId,
    documentId: newId(),
    type: 'document.saved',
    data,
  } as const
  const read = await rowsRead(database, (tx) => mergeIntoWaiting(tx, { ...save, actor }, [paused.id]))
  expect(read.deliveries).toBeLessThan(50)
})
