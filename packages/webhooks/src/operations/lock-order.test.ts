/**
 * Every change of many deliveries goes through them in the order of their ids, as retention does
 * (docs/decisions/0038-order-of-locks.md).
 */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { runBatch } from './run-batch.ts'

const { database } = await testDatabase()

/** Deliveries whose order in the table is the reverse of that by their ids, and their events. */
async function setUp(status: 'failed' | 'pending') {
  const workspace = await testWorkspace(database)
  const event = await workspace.happen()
  const endpoint = await createEndpoint(workspace.context, {
    url: 'https://example.com/',
    eventTypes: ['member.*'],
  })
  const ids = Array.from({ length: 50 }, () => newId())
  const eventIds = ids.map(() => newId())
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data)
     SELECT made.id, v.workspace_id, v.generation, v.type, v.actor, v.data
       FROM events v CROSS JOIN unnest($2::uuid[]) AS made (id) WHERE v.id = $1::uuid`,
    [event, eventIds],
  )
  await database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status, completed_at)
     SELECT id, $1::uuid, event_id, 'member.invited', $4::delivery_status, CASE WHEN $4 = 'failed' THEN now() END
       FROM unnest($2::uuid[], $3::uuid[]) AS t (id, event_id) ORDER BY id DESC`,
    [endpoint.id, ids, eventIds, status],
  )
  return { workspaceId: workspace.id, endpointId: endpoint.id, ids: ids.toSorted() }
}

test.each([
  ['recover', 'failed'],
  ['cancel', 'pending'],
  ['replay', 'failed'],
] as const)('%s holds nothing behind the row for which it waits', async (kind, status) => {
  const { workspaceId, endpointId, ids } = await setUp(status)
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM deliveries WHERE id = $1::uuid FOR UPDATE', [ids[0]])
  const changed = database.sqlTransaction((batch) =>
    runBatch(batch, {
      id: newId(),
      endpoint_id: endpointId,
      workspace_id: workspaceId,
      kind,
      parameters: { since: '2000-01-01T00:00:00Z', until: '9000-01-01T00:00:00Z', types: [] },
      position: null,
    }),
  )
  await somebodyWaits(database)
  const { rows } = await tx.query(
    'SELECT FROM deliveries WHERE id = ANY ($1::uuid[]) FOR UPDATE SKIP LOCKED',
    [ids],
  )
  await commit()
  expect(rows).toHaveLength(ids.length)
  expect(await changed).toMatchObject({ count: expect.any(Number) })
  const { rows: left } = await database.query<{ status: string }>(
    'SELECT DISTINCT status::text FROM deliveries WHERE id = ANY ($1::uuid[])',
    [ids],
  )
  expect(left).toEqual([{ status: kind === 'cancel' ? 'cancelled' : 'pending' }])
})
