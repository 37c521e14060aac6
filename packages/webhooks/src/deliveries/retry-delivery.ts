import { type Context, requireWorkspace } from '@quillwire/core'
import { conflict, gone } from '@quillwire/core/errors'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { requireActive, requireWebhook } from '../endpoints/require-endpoint.ts'
import type { DeliveryView } from './delivery-view.ts'
import { findDelivery } from './find-delivery.ts'
import { KEPT } from './kept.ts'
import { NOT_LEASED } from './not-leased.ts'
import { RESENT } from './resent.ts'

/**
 * Sends a delivery again at once, whatever became of it, with the same `webhook-id`, by which a receiver knows a
 * repeat. Its retry schedule begins anew. An endpoint that is throttled, or whose circuit is open, is tried again.
 */
export async function retryDelivery(context: Context, input: { id: string }): Promise<DeliveryView> {
  const { database } = context
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const { delivery } = await findDelivery(context, workspaceId, input.id)
  const endpoint = await endpointRow(database, workspaceId, delivery.endpointId)
  requireWebhook(endpoint)
  requireActive(endpoint.status)
  const { rows } = await database.transaction((tx) =>
    tx.query<{ kept: boolean; moved: boolean }>(
      `WITH e AS MATERIALIZED (
         SELECT id, workspace_id, ordered FROM webhook_endpoints WHERE id = $2::uuid FOR KEY SHARE
       ), kept AS (
         SELECT d.id FROM deliveries d WHERE d.id = $1::uuid AND ${KEPT}
       ), moved AS (
         UPDATE deliveries d SET ${RESENT}
           FROM e
          WHERE d.id IN (SELECT id FROM kept) AND ${NOT_LEASED}
         RETURNING d.endpoint_id
       ), asked AS (
         UPDATE webhook_endpoints SET throttled_until = NULL, probe_at = NULL WHERE id IN (SELECT endpoint_id FROM moved)
       )
       SELECT EXISTS (SELECT FROM kept) AS kept, EXISTS (SELECT FROM moved) AS moved,
              (SELECT pg_notify('delivery_ready', '{}')::text)`,
      [input.id, endpoint.id],
    ),
  )
  if (!rows[0]?.kept)
    throw gone(
      'event_deleted',
      'The event of this delivery is older than what is kept, and cannot be sent again.',
    )
  if (!rows[0].moved)
    throw conflict('delivery_in_flight', 'This delivery is being sent right now. Wait for its result first.')
  return (await findDelivery(context, workspaceId, input.id)).delivery
}
