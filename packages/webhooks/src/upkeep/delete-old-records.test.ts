import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { deleteOldRecords } from './delete-old-records.ts'

const OLD = 5000

const { database } = await testDatabase()
const { context } = await testWorkspace(database)

// As after a long time: old events, all delivered, with what was sent, and as many that wait for a paused endpoint.
const { id } = await createEndpoint(context, { url: 'https://old.example/', eventTypes: ['member.*'] })
await database.query(`UPDATE webhook_endpoints SET status = 'paused' WHERE id = $1::uuid`, [id])
await database.query(
  `WITH event AS (
     INSERT INTO events (id, workspace_id, generation, type, actor, data, created_at)
     SELECT uuidv7(interval '-40 days'), e.workspace_id, 1, 'member.joined', '{}', '{}', now() - interval '40 days'
       FROM webhook_endpoints e, generate_series(1, $1::int) RETURNING id
   ), delivery AS (
     INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status, payload)
     SELECT uuidv7(interval '-40 days'), $2::uuid, id, 'member.joined', 'succeeded', '{}' FROM event RETURNING id
   )
   INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_url, request_headers)
   SELECT uuidv7(interval '-40 days'), id, 1, now(), 3, 'https://old.example/', '{}' FROM delivery`,
  [OLD, id],
)
await database.query('VACUUM ANALYZE deliveries, delivery_attempts, events')
await database.query(
  `INSERT INTO deliveries (id, endpoint_id, event_id, event_type)
   SELECT uuidv7(interval '-40 days'), $2::uuid, uuidv7(), 'member.joined' FROM generate_series(1, $1::int)`,
  [OLD, id],
)

test('batches read little more than they delete, however much there is', async () => {
  const read = await rowsRead(database, async (tx) => {
    const deleted = await deleteOldRecords(tx, new Date())
    expect(deleted).toEqual({
      attempts: OLD,
      events: OLD,
      payloads: OLD,
      cancelled: OLD,
      calls: 0,
      deliveries: 0,
      operations: 0,
    })
  })
  expect(read.delivery_attempts).toBeLessThan(3 * OLD)
  expect(read.events).toBeLessThan(3 * OLD)
  expect(read.deliveries, 'of payloads, of what is cancelled, of events').toBeLessThan(7 * OLD)
})
