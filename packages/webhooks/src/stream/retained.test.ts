import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/workspace.ts'
import { requireRetained } from './retained.ts'

const { database } = await testDatabase()
const { id } = await testWorkspace(database)

// The oldest stand last, as after a while in which new rows took the places of deleted ones.
await database.query(
  `INSERT INTO events (id, workspace_id, generation, transaction_id, type, actor, data)
   SELECT uuidv7(), $1::uuid, 1, (500 - n / 10)::text::xid8, 'member.joined', '{}', '{}' FROM generate_series(1, 4000) AS n`,
  [id],
)
await database.query('VACUUM ANALYZE events')

test('whether a cursor is too old is read from the oldest event, wherever that stands', async () => {
  const position = { generation: 1, transactionId: '101', sequence: 0n }
  const read = await rowsRead(database, (tx) => requireRetained(tx, id, position))
  expect(read.events).toBeLessThan(10)
  const before = { ...position, transactionId: '99' }
  await expect(requireRetained(database, id, before)).rejects.toMatchObject({ code: 'cursor_expired' })
})
