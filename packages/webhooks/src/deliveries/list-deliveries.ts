import { type Context, requireWorkspace } from '@quillwire/core'
import { invalid } from '@quillwire/core/errors'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import {
  type DeliveryRow,
  type DeliveryStatus,
  type DeliveryView,
  deliveryColumns,
  presentDelivery,
} from './delivery-view.ts'

export interface ListDeliveriesInput {
  endpointId: string
  status?: DeliveryStatus | undefined
  eventType?: string | undefined
  documentId?: string | undefined
  cursor?: string | undefined
  /** 1 to 100, default 50. */
  limit?: number | undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The deliveries of an endpoint, newest first: their ids are made in the order of time. */
export async function listDeliveries(
  context: Context,
  input: ListDeliveriesInput,
): Promise<{ items: DeliveryView[]; nextCursor: string | null }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const limit = Math.min(Math.max(input.limit ?? 50, 1), 100)
  if (input.cursor !== undefined && !UUID.test(input.cursor))
    throw invalid('cursor_invalid', 'This cursor is not one of ours. Begin again without one.', {
      field: 'cursor',
    })
  await endpointRow(context.database, workspaceId, input.endpointId)
  const { rows } = await context.database.query<DeliveryRow>(
    `SELECT ${deliveryColumns}
       FROM deliveries d
      WHERE d.endpoint_id = $1::uuid
        AND ($2::uuid IS NULL OR d.id < $2::uuid)
        AND ($3::text IS NULL OR d.status = $3::text::delivery_status)
        AND ($4::text IS NULL OR d.event_type = $4::text)
        AND ($6::uuid IS NULL OR d.document_id = $6::uuid)
      ORDER BY d.id DESC LIMIT $5::int`,
    [
      input.endpointId,
      input.cursor ?? null,
      input.status ?? null,
      input.eventType ?? null,
      limit + 1,
      input.documentId ?? null,
    ],
  )
  const items = rows.slice(0, limit).map(presentDelivery)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
