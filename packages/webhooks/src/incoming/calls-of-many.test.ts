/** A hook that is called day and night, and hardly ever refuses. */
import { testWorkspace } from '@quillwire/core/testing/test-workspace'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { testHook } from '../testing/hook.ts'
import type { CallStatus } from './call-view.ts'
import { listCalls } from './list-calls.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const hook = await testHook(workspace)

// The planner's statistics are from the first of these calls.
await addCalls(20, 'body_empty')
await addCalls(200, null)
await database.query('VACUUM ANALYZE incoming_calls')
await addCalls(5000, null)

async function addCalls(count: number, errorCode: string | null) {
  await database.query(
    `INSERT INTO incoming_calls (id, hook_id, duration_ms, headers, body, body_bytes, status_code, error_code)
     SELECT uuidv7(), $1::uuid, 1, '{}', 'x', 1, 200, $3 FROM generate_series(1, $2::int)`,
    [hook.id, count, errorCode],
  )
}

async function readForPage(status?: CallStatus) {
  const page = { items: 0, read: 0 }
  const read = await rowsRead(database, async (counted) => {
    page.items = (
      await listCalls({ ...workspace.owner, database: counted }, { hookId: hook.id, status })
    ).items.length
  })
  return { ...page, read: read.incoming_calls ?? 0 }
}

test('a page of its log reads what it shows, also of the few calls that were refused', async () => {
  for (const [status, items] of [
    [undefined, 50],
    ['written', 50],
    ['refused', 20],
    ['repeated', 0],
  ] as const) {
    const page = await readForPage(status)
    expect(page.items).toBe(items)
    expect(page.read, status).toBeLessThan(150)
  }
})
