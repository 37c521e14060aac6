import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { msUntilNextDue } from './claim-deliveries.ts'

const { database } = await testDatabase()

test('what becomes due between a claim and the question of what comes next is not missed', async () => {
  const workspace = await testWorkspace(database)
  const { id } = await createEndpoint(workspace.context, {
    url: 'https://receiver.example/hook',
    eventTypes: ['member.*'],
  })
  expect(await msUntilNextDue(database)).toBeNull()
  await workspace.happen()
  const set = (columns: string) =>
    database.query(`UPDATE deliveries SET ${columns} WHERE endpoint_id = $1::uuid`, [id])
  await set(`next_attempt_at = now() + interval '1 minute'`)
  expect(await msUntilNextDue(database)).toBeGreaterThan(50_000)
  await set(`next_attempt_at = now() - interval '1 second'`)
  expect(await msUntilNextDue(database)).toBeLessThanOrEqual(0)
  await set(`leased_until = now() + interval '1 minute'`)
  expect(await msUntilNextDue(database), 'in a worker’s hands').toBeNull()
})
