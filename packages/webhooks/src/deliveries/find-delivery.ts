import type { Context } from '@quillwire/core'
import { notFound } from '@quillwire/core/errors'
import { type EventDocument, eventVisibility } from '@quillwire/core/events/event-visibility'
import {
  type DeliveryRow,
  type DeliveryView,
  deliveryColumns,
  presentDelivery,
  withoutReason,
} from './delivery-view.ts'

export interface FoundDelivery {
  delivery: DeliveryView
  /** Whether the caller may not see its event: an endpoint may see documents that not every admin may read. */
  hidden: boolean
}

/** A delivery of the workspace; throws `delivery_not_found`. */
export async function findDelivery(
  { database, principal }: Context,
  workspaceId: string,
  id: string,
): Promise<FoundDelivery> {
  const { rows } = await database.query<DeliveryRow & EventDocument>(
    `SELECT ${deliveryColumns}, v.document_open AS "documentOpen"
       FROM deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
       LEFT JOIN events v ON v.id = d.event_id
      WHERE d.id = $1::uuid AND e.workspace_id = $2::uuid`,
    [id, workspaceId],
  )
  const found = rows[0]
  if (!found) throw notFound('delivery_not_found', 'There is no such delivery in this workspace.')
  const { documentOpen, ...row } = found
  const event = { documentId: row.documentId, documentOpen }
  const hidden = !(await eventVisibility(database, principal, [event]))(event)
  const delivery = presentDelivery(row)
  return { delivery: hidden ? withoutReason(delivery) : delivery, hidden }
}
