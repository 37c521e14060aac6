/** What several people do with endpoints at the same moment. */
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, test } from 'vitest'
import { startOperation } from '../operations/start-operation.ts'
import { testWorkspace } from '../testing/index.ts'
import { createEndpoint } from './create-endpoint.ts'
import { updateEndpoint } from './update-endpoint.ts'

const { database } = await testDatabase()
const settings = { url: 'http://127.0.0.1:8080/hook', eventTypes: ['*'] }

test('endpoints that hear of each other’s changes are changed at once', async () => {
  const { context } = await testWorkspace(database)
  const endpoints = await Promise.all([1, 2, 3, 4].map(() => createEndpoint(context, settings)))
  for (const ordered of [true, false, true, false, true])
    await Promise.all(endpoints.map(({ id }) => updateEndpoint(context, { id, ordered })))
})

test('of several that are made at once, no more are made than the limit allows', async () => {
  const { id, context } = await testWorkspace(database)
  await createEndpoint(context, settings)
  await database.query(
    `INSERT INTO webhook_endpoints (id, workspace_id, url, event_types, retry_schedule, created_by_type)
     SELECT gen_random_uuid(), $1::uuid, '', '{}', '{}', 'user' FROM generate_series(2, 498)`,
    [id],
  )
  const made = await Promise.allSettled([1, 2, 3, 4].map(() => createEndpoint(context, settings)))
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  const refused = made.filter((one) => one.status === 'rejected')
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'too_many_endpoints' })
})

test('an operation on an endpoint that is deleted at the same moment is told so', async () => {
  const { context } = await testWorkspace(database)
  const { id } = await createEndpoint(context, settings)
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR UPDATE', [id])
  const started = Promise.allSettled([startOperation(context, { id, kind: 'cancel' })])
  await somebodyWaits(database)
  await tx.query('DELETE FROM webhook_endpoints WHERE id = $1::uuid', [id])
  await commit()
  expect(await started).toMatchObject([{ reason: { code: 'endpoint_not_found' } }])
})
