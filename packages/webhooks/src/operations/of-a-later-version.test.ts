/** While a new version takes over from an old one, the old one meets what only the new one knows. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { getOperation } from './get-operation.ts'
import { startOperationRunner } from './operation-runner.ts'
import { startOperation } from './start-operation.ts'

const { database } = await testDatabase()

async function waitingAtPaused() {
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const { id } = await createEndpoint(context, { url: 'https://example.com/', eventTypes: ['member.*'] })
  await updateEndpoint(context, { id, status: 'paused' })
  await workspace.happen()
  return { context, workspaceId: workspace.id, endpointId: id }
}

test('a worker leaves operations alone whose kind it does not know, and does the others', async () => {
  const { context, workspaceId, endpointId } = await waitingAtPaused()
  const later = newId()
  await database.query(
    `INSERT INTO delivery_operations (id, workspace_id, endpoint_id, kind, parameters, total, created_by_type, created_by_name)
     VALUES ($1::uuid, $2::uuid, $3::uuid, 'of_a_later_version', '{"until": "2099-01-01T00:00:00Z", "types": []}', 1, 'system', 'Quillwire')`,
    [later, workspaceId, endpointId],
  )
  const other = await waitingAtPaused()
  const known = await startOperation(other.context, { id: other.endpointId, kind: 'cancel' })
  const runner = await startOperationRunner(database, (error) => {
    throw error
  })
  onTestFinished(runner.stop)
  await vi.waitFor(async () =>
    expect(await getOperation(other.context, known)).toMatchObject({ status: 'done' }),
  )
  expect(await getOperation(context, { id: later })).toMatchObject({ status: 'running', done: 0 })
  expect((await listDeliveries(context, { endpointId })).items).toMatchObject([{ status: 'pending' }])
})

test('where a later version has another rule for what may run at the same time, an operation can still be begun', async () => {
  const { context, endpointId } = await waitingAtPaused()
  await database.query(
    `DROP INDEX delivery_operations_one_runs_key;
     CREATE UNIQUE INDEX delivery_operations_one_runs_key ON delivery_operations (endpoint_id)
       WHERE status = 'running' AND kind IN ('recover', 'replay', 'cancel')`,
  )
  const cancel = () => startOperation(context, { id: endpointId, kind: 'cancel' })
  expect(await cancel()).toMatchObject({ status: 'running' })
  await expect(cancel()).rejects.toMatchObject({ code: 'operation_running' })
})
