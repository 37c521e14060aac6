import { type Context, requireWorkspace } from '@quillwire/core'
import { conflict } from '@quillwire/core/errors'
import { type OperationView, operationView } from './operation-view.ts'

/** Stops an operation where it is. What it has done stays done. */
export async function cancelOperation(context: Context, input: { id: string }): Promise<OperationView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const operation = await operationView(context.database, workspaceId, input.id)
  // Deliveries that have no order key yet would wait for ever.
  if (operation.kind === 'order' && operation.status === 'running')
    throw conflict(
      'order_unfinished',
      'Waiting deliveries are being put in order. To give that up, set the endpoint to send without order.',
    )
  await context.database.query(
    `WITH stopped AS (
       UPDATE delivery_operations SET status = 'cancelled', finished_at = now()
        WHERE id = $1::uuid AND status = 'running')
     -- An endpoint that wants order gets nothing while an operation runs.
     SELECT pg_notify('delivery_ready', '{}')::text,
            pg_notify('delivery_changed', json_build_object('endpointId', $2::text)::text)::text`,
    [input.id, operation.endpointId],
  )
  return await operationView(context.database, workspaceId, input.id)
}
