import type { Context } from '@quillwire/core'
import { requireWorkspace } from '@quillwire/core'
import { requireEventDefinition } from '@quillwire/core/events/event-patterns'
import { newId } from '@quillwire/database'
import { eventId, sampleEnvelope } from '@quillwire/events'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { requireActive, requireWebhook } from '../endpoints/require-endpoint.ts'
import type { DeliveryView } from './delivery-view.ts'
import { findDelivery } from './find-delivery.ts'

const DEFAULT_TYPE = 'document.saved'

/**
 * Sends the catalogue's sample of a type, whether or not the endpoint subscribes to it: signed, retried and logged like
 * any delivery, with an id and time of its own and the real workspace. It is not an event of the workspace, and does
 * not show in the list of events.
 */
export async function sendTestEvent(
  context: Context,
  input: { id: string; type?: string | undefined },
): Promise<DeliveryView> {
  const { database } = context
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const type = input.type ?? DEFAULT_TYPE
  const definition = requireEventDefinition(type, 'type')
  const endpoint = await endpointRow(database, workspaceId, input.id)
  requireWebhook(endpoint)
  requireActive(endpoint.status)
  const workspace = await database.prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } })
  const [id, event] = [newId(), newId()]
  const payload = {
    ...sampleEnvelope(definition),
    id: eventId(event),
    timestamp: context.now().toISOString(),
    workspace: { id: workspace.id, name: workspace.name },
  }
  await database.transaction((tx) =>
    tx.query(
      `WITH endpoint AS MATERIALIZED (
         SELECT id, ordered FROM webhook_endpoints WHERE id = $2::uuid FOR KEY SHARE
       ), delivery AS (
         INSERT INTO deliveries (id, endpoint_id, event_id, event_type, test, payload, order_key)
         -- Where there is an order, it waits for nothing.
         SELECT $1::uuid, id, $3::uuid, $4::text, true, $5::jsonb, CASE WHEN ordered THEN $1::uuid END FROM endpoint
       )
       SELECT pg_notify('delivery_ready', '{}')::text`,
      [id, endpoint.id, event, type, JSON.stringify(payload)],
    ),
  )
  return (await findDelivery(context, workspaceId, id)).delivery
}
