import { actorOf, type Context } from '@quillwire/core'
import { conflict } from '@quillwire/core/errors'
import { newId } from '@quillwire/database'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { requireActive } from '../endpoints/require-endpoint.ts'
import { checkOperation, type OperationInput } from './operation-input.ts'
import { countScope } from './operation-scope.ts'
import { type OperationView, operationView } from './operation-view.ts'

/**
 * Begins an operation on the deliveries of an endpoint; a worker carries it out in the background. `recover` sends again
 * all that failed for good since a moment, however old it is; `replay` sends all events of a range again, whatever became
 * of them, and also those that the endpoint never got; `cancel` ends what is pending. What is sent again has the same
 * `webhook-id`, by which a receiver knows a repeat.
 */
export async function startOperation(context: Context, input: OperationInput): Promise<OperationView> {
  const { workspaceId, endpoint, parameters } = await checkOperation(context, input)
  if (input.kind !== 'cancel') requireActive(endpoint.status)
  const target = { endpointId: input.id, kind: input.kind, parameters }
  const total = await countScope(context.database, target, endpoint.eventTypes)
  const actor = actorOf(context.principal)
  const id = newId()
  const { rows } = await context.database.transaction((tx) =>
    tx.query(
      `WITH endpoint AS MATERIALIZED (
         SELECT id FROM webhook_endpoints WHERE id = $3::uuid FOR KEY SHARE
       ), made AS (
         INSERT INTO delivery_operations (id, workspace_id, endpoint_id, kind, parameters, total, created_by_type,
                                          created_by_id, created_by_name)
         SELECT $1::uuid, $2::uuid, id, $4, $5::jsonb, $6::int, $7, $8::uuid, $9 FROM endpoint
         -- Whichever unique index refuses it: a later version may have another rule.
         ON CONFLICT DO NOTHING
         RETURNING id)
       SELECT id, pg_notify('operation_ready', '{}')::text,
              pg_notify('delivery_changed', json_build_object('endpointId', $3::text)::text)::text FROM made`,
      [
        id,
        workspaceId,
        input.id,
        input.kind,
        JSON.stringify(parameters),
        total,
        actor.type,
        actor.id,
        actor.name,
      ],
    ),
  )
  if (rows.length === 0) {
    // The endpoint may have been deleted meanwhile.
    await endpointRow(context.database, workspaceId, input.id)
    throw conflict(
      'operation_running',
      'An operation on this endpoint is still running. Wait for its end, or cancel it.',
    )
  }
  return await operationView(context.database, workspaceId, id)
}
