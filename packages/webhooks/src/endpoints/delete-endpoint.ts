import { type Context, requireWorkspace } from '@quillwire/core'
import { inBatchesOf } from '../in-batches-of.ts'
import { endpointRow } from './endpoint-view.ts'

const BATCH = 5000

/**
 * Deletes the endpoint with its deliveries and their attempts. There may be very many of those, so they go in batches
 * before the endpoint itself. The endpoint is disabled first, and gets nothing new.
 */
export async function deleteEndpoint(context: Context, input: { id: string }): Promise<void> {
  const { database } = context
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const { kind } = await endpointRow(database, workspaceId, input.id)
  await database.query(
    `UPDATE webhook_endpoints SET status = 'disabled', disabled_at = now() WHERE id = $1::uuid`,
    [input.id],
  )
  await database.notify('endpoint_changed', { endpointId: input.id })
  await inBatchesOf(
    database,
    `WITH deleted AS (
       DELETE FROM deliveries WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM deliveries WHERE endpoint_id = $1::uuid AND id > $2::uuid ORDER BY id LIMIT ${BATCH} FOR UPDATE))
       RETURNING id
     ), attempts AS (
       DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deleted)
     )
     SELECT max(id::text) AS last FROM deleted`,
    input.id,
  )
  await database.query('DELETE FROM webhook_endpoints WHERE id = $1::uuid', [input.id])
  // Lets a page that shows it say that it is gone.
  await database.notify('delivery_changed', { endpointId: input.id })
  if (kind === 'stream') await database.notify('stream_withdrawn', { endpointId: input.id })
}
