/** A workspace with few events, few of which are in the range, beside one with very many. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { firstIdOf } from '../first-id-of.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { countOperation } from './count-operation.ts'
import { runBatch } from './run-batch.ts'

const { database } = await testDatabase()
const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

/** Makes this many events of a workspace, this many days ago. */
async function addEvents(workspaceId: string, count: number, days: number) {
  const prefix = firstIdOf(daysAgo(days)).slice(0, 19)
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data, created_at)
     SELECT ($2::text || right(uuidv7()::text, 17))::uuid, $1::uuid, 1, 'member.joined', '{"type":"system","id":null,"name":""}', '{}', $4::timestamptz
       FROM generate_series(1, $3::int)`,
    [workspaceId, prefix, count, daysAgo(days)],
  )
}

const [small, large] = [await testWorkspace(database), await testWorkspace(database)]
const endpoint = await createEndpoint(small.context, {
  url: 'https://example.com/',
  eventTypes: ['member.*'],
})
await addEvents(small.id, 3000, 20)
await addEvents(large.id, 6000, 5)
await addEvents(small.id, 20, 5)
await addEvents(small.id, 3000, 1)
await database.query('VACUUM ANALYZE events')
const range = { since: daysAgo(6).toISOString(), until: daysAgo(4).toISOString(), types: [] }

test('the count before a replay reads what it counts, and neither others’ events nor those of another time', async () => {
  let count: number | undefined
  const read = await rowsRead(database, async (counted) => {
    const asked = { ...small.context, database: counted }
    count = (await countOperation(asked, { id: endpoint.id, kind: 'replay', ...range })).count
  })
  expect(count).toBe(20)
  expect(read.events ?? 0).toBeLessThan(100)
})

test('neither does the replay', async () => {
  const read = await rowsRead(database, async (tx) => {
    const operation = {
      id: newId(),
      endpoint_id: endpoint.id,
      workspace_id: small.id,
      kind: 'replay' as const,
      parameters: range,
    }
    const batch = await runBatch(tx, { ...operation, position: null })
    expect(batch).toMatchObject({ count: 20 })
    expect(await runBatch(tx, { ...operation, position: batch?.position ?? '' })).toBeNull()
  })
  expect(read.events ?? 0).toBeLessThan(100)
})
