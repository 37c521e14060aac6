import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { testDocument } from '../testing/document.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createHook } from './create-hook.ts'
import { deleteHook } from './delete-hook.ts'

const COUNT = 16_000

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { context } = workspace
const { id: documentId } = await testDocument(workspace, { title: 'Alerts' })

async function hookWithCalls() {
  const { id } = await createHook(context, { documentId, name: 'Alerts', action: 'append' })
  await database.query(
    `INSERT INTO incoming_calls (id, hook_id, duration_ms, headers, body, body_bytes, status_code)
     SELECT uuidv7(), $1::uuid, 3, '{}', 'x', 1, 200 FROM generate_series(1, $2::int)`,
    [id, COUNT],
  )
  return { id }
}

test('a hook is deleted with its log in batches that read what they delete, and not again and again what is another’s', async () => {
  await hookWithCalls()
  const hook = await hookWithCalls()
  await database.query('VACUUM ANALYZE incoming_calls')
  const read = await rowsRead(database, (counted) => deleteHook({ ...context, database: counted }, hook))
  expect(read.incoming_calls).toBeLessThan(4 * COUNT)
  expect(await database.prisma.incomingCall.count()).toBe(COUNT)
})
