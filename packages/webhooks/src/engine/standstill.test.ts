/** Workers that stand still for longer than their leases last, while others go on. */
import { testSeal } from '@quillwire/core/testing/services'
import type { Executor } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { claimDeliveries, releaseLeases } from './claim-deliveries.ts'
import { createEndpointCache } from './endpoint-cache.ts'
import { takeDeliveries } from './take-deliveries.ts'

const { database } = await testDatabase()

const limits = { total: 100, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }

async function oneWaits(): Promise<string> {
  await database.query('DELETE FROM webhook_endpoints')
  const { context, happen } = await testWorkspace(database)
  await createEndpoint(context, { url: 'https://example.com/', eventTypes: ['member.*'] })
  return await happen()
}

const claim = async () => {
  const rows = await claimDeliveries(database, limits)
  return rows.map(({ id, leased_until: leasedUntil }) => ({ id, leasedUntil }))
}

test('who stood still gives nothing back that another has in hand by now', async () => {
  await oneWaits()
  const stoodStill = await claim()
  expect(stoodStill).toHaveLength(1)
  await database.query(`UPDATE deliveries SET leased_until = now() - interval '1 second'`)
  const other = await claim()
  expect(other).toHaveLength(1)
  await releaseLeases(database, stoodStill)
  expect(await claim(), 'the other is sending it').toEqual([])
  await releaseLeases(database, other)
  expect(await claim()).toHaveLength(1)
})

test('nor does it cancel what another has delivered by now', async () => {
  const event = await oneWaits()
  const query: Executor['query'] = async (text, values, name) => {
    const answer = await database.query(text, values, name)
    if (name === 'claim-deliveries') {
      await database.query(`UPDATE deliveries SET status = 'succeeded', leased_until = NULL`)
      await database.query('DELETE FROM events WHERE id = $1::uuid', [event])
    }
    return answer as never // of the same query
  }
  const { deliveries } = await takeDeliveries({ query }, createEndpointCache(database, testSeal), limits)
  expect(deliveries).toEqual([])
  const { rows } = await database.query('SELECT status FROM deliveries')
  expect(rows).toEqual([{ status: 'succeeded' }])
})
