/** A worker's clock is far off. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { deleteOldRecordsJob } from '../../apps/worker/src/jobs/delete-old-records.ts'
import { testWorkspace } from '../../packages/webhooks/src/testing/workspace.ts'

const { database } = await testDatabase()

test('a worker that believes it is next year deletes nothing that is not old', async () => {
  const { context, happen } = await testWorkspace(database)
  const key = await happen()
  const nextYear = new Date(Date.now() + 365 * 86_400_000)
  await deleteOldRecordsJob({ ...context, now: () => nextYear }).run()
  const { rows } = await database.query('SELECT id FROM events WHERE id = $1::uuid', [key])
  expect(rows).toHaveLength(1)
})
