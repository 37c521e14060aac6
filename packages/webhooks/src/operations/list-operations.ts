import { type Context, requireWorkspace } from '@quillwire/core'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { type OperationView, operationColumns } from './operation-view.ts'

const MAX_LISTED = 20

/** The latest operations on an endpoint, newest first. */
export async function listOperations(context: Context, input: { id: string }): Promise<OperationView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  await endpointRow(context.database, workspaceId, input.id)
  const { rows } = await context.database.query<OperationView>(
    `SELECT ${operationColumns} FROM delivery_operations WHERE endpoint_id = $1::uuid
      ORDER BY id DESC LIMIT ${MAX_LISTED}`,
    [input.id],
  )
  return rows
}
