import { type Context, requireWorkspace } from '@quillwire/core'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { type OperationView, operationColumns, operationView } from './operation-view.ts'

const MOST_LISTED = 20

/** The latest operations on an endpoint, newest first. */
export async function listOperations(context: Context, input: { id: string }): Promise<OperationView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  await endpointRow(context.database, workspaceId, input.id)
  const { rows } = await context.database.query<OperationView>(
    `SELECT ${operationColumns} FROM delivery_operations WHERE endpoint_id = $1::uuid
      ORDER BY id DESC LIMIT ${MOST_LISTED}`,
    [input.id],
  )
  return rows
}

export async function getOperation(context: Context, input: { id: string }): Promise<OperationView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  return await operationView(context.database, workspaceId, input.id)
}

/** Stops an operation where it is. What it has done stays done. */
export async function cancelOperation(context: Context, input: { id: string }): Promise<OperationView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  await operationView(context.database, workspaceId, input.id)
  await context.database.query(
    `WITH stopped AS (
       UPDATE delivery_operations SET status = 'cancelled', finished_at = now()
        WHERE id = $1::uuid AND status = 'running')
     -- An endpoint that wants order gets nothing while an operation runs.
     SELECT pg_notify('delivery_ready', '{}')::text`,
    [input.id],
  )
  return await operationView(context.database, workspaceId, input.id)
}
