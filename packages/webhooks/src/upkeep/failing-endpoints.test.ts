/** An endpoint that failed long ago and got nothing since: it stays as it is, and is looked at again and again. */
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { disableFailingEndpoints } from './disable-failing-endpoints.ts'

const { database } = await testDatabase()
const { context } = await testWorkspace(database)
const { id } = await createEndpoint(context, { url: 'https://quiet.example/', eventTypes: ['member.*'] })
await database.query(
  `UPDATE webhook_endpoints SET failing_since = now() - interval '20 days', last_failure_at = now() - interval '20 days'
    WHERE id = $1::uuid`,
  [id],
)
await database.query(
  `WITH delivery AS (
     INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status)
     SELECT uuidv7(interval '-20 days'), $1::uuid, uuidv7(), 'member.joined', 'failed' FROM generate_series(1, 1000)
     RETURNING id
   )
   INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_url, request_headers)
   SELECT uuidv7(interval '-20 days'), id, 1, now() - interval '20 days', 3, 'https://quiet.example/', '{}'
     FROM delivery`,
  [id],
)

test('whether endpoints fail is read from them, and not from all that was ever sent', async () => {
  const read = await rowsRead(database, async (counted) => {
    expect(await disableFailingEndpoints(counted, async () => {})).toBe(0)
  })
  expect((read.deliveries ?? 0) + (read.delivery_attempts ?? 0)).toBe(0)
})
