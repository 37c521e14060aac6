import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/workspace.ts'
import { createEndpoint } from './create-endpoint.ts'
import { deleteEndpoint } from './delete-endpoint.ts'

const COUNT = 12_000

const { database } = await testDatabase()
const { context } = await testWorkspace(database)

const endpoint = (name: string) =>
  createEndpoint(context, { url: `https://${name}.example/`, eventTypes: ['member.*'] })

async function addDeliveries(endpointId: string) {
  await database.query(
    `WITH delivery AS (
       INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status)
       SELECT uuidv7(), $1::uuid, uuidv7(), 'member.joined', 'succeeded' FROM generate_series(1, $2::int) RETURNING id
     )
     INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_url, request_headers)
     SELECT uuidv7(), id, 1, now(), 3, 'https://example.com/', '{}' FROM delivery`,
    [endpointId, COUNT],
  )
}

test('an endpoint is deleted in batches that read what they delete, and not again and again what is another’s', async () => {
  const [kept, deleted] = [await endpoint('kept'), await endpoint('deleted')]
  await addDeliveries(kept.id)
  await addDeliveries(deleted.id)
  await database.query('VACUUM ANALYZE deliveries, delivery_attempts')
  const read = await rowsRead(database, (counted) =>
    deleteEndpoint({ ...context, database: counted }, { id: deleted.id }),
  )
  expect(read.deliveries).toBeLessThan(4 * COUNT)
  expect(read.delivery_attempts).toBeLessThan(2 * COUNT)
  const { rows } = await database.query(
    'SELECT (SELECT count(*) FROM deliveries)::int, (SELECT count(*) FROM delivery_attempts)::int AS attempts',
  )
  expect(rows).toEqual([{ count: COUNT, attempts: COUNT }])
})
