import { type Context, requireWorkspace } from '@quillwire/core'
import { checkCursor } from '../check-cursor.ts'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { type DeliverySubject, subjectColumns, withoutHiddenSubjects } from './delivery-subject.ts'
import {
  type DeliveryRow,
  type DeliveryStatus,
  type DeliveryView,
  deliveryColumns,
  presentDelivery,
} from './delivery-view.ts'

/** A delivery as a row of the log. */
export interface ListedDelivery extends DeliveryView, DeliverySubject {}

export interface ListDeliveriesInput {
  endpointId: string
  status?: DeliveryStatus | undefined
  eventType?: string | undefined
  documentId?: string | undefined
  cursor?: string | undefined
  /** 1 to 100, default 50. */
  limit?: number | undefined
}

interface ListedRow extends DeliveryRow, DeliverySubject {
  documentOpen: boolean | null
}

/** The deliveries of an endpoint, newest first: their ids are made in the order of time. */
export async function listDeliveries(
  context: Context,
  input: ListDeliveriesInput,
): Promise<{ items: ListedDelivery[]; nextCursor: string | null }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const limit = Math.min(Math.max(input.limit ?? 50, 1), 100)
  checkCursor(input.cursor)
  await endpointRow(context.database, workspaceId, input.endpointId)
  const { conditions, order, values } = conditionsOf(input)
  const { rows } = await context.database.query<ListedRow>(
    `SELECT ${deliveryColumns}, ${subjectColumns}
       FROM (SELECT d.* FROM deliveries d WHERE ${conditions} ORDER BY ${order} LIMIT $2::int) AS d
       LEFT JOIN events v ON v.id = d.event_id
      ORDER BY d.id DESC`,
    [input.endpointId, limit + 1, ...values],
  )
  const seen = await withoutHiddenSubjects(context, rows.slice(0, limit))
  const items = seen.map((row) => ({ ...row, ...presentDelivery(row) }))
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

const AFTER_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * The endpoint, and the status where an index goes by it, are compared and ordered together with the id, as `=` would not
 * be: so only that index serves. By the order of ids alone the planner would read what others got meanwhile.
 */
function conditionsOf({ cursor = AFTER_ALL_IDS, status, eventType, documentId }: ListDeliveriesInput) {
  const values: string[] = []
  // $1 is the endpoint, $2 the limit.
  const parameter = (value: string) => `$${values.push(value) + 2}`
  const [columns, asked, conditions] = [['d.endpoint_id'], ['$1::uuid'], [] as string[]]
  if (status !== undefined) {
    const wanted = `${parameter(status)}::text::delivery_status`
    if (status === 'succeeded') conditions.push(`d.status = ${wanted}`)
    else {
      columns.push('d.status')
      asked.push(wanted)
      // In the words of the index.
      conditions.push("d.status <> 'succeeded'")
    }
  }
  if (eventType !== undefined) conditions.push(`d.event_type = ${parameter(eventType)}::text`)
  if (documentId !== undefined) conditions.push(`d.document_id = ${parameter(documentId)}::uuid`)
  conditions.push(
    `(${columns.join()}) >= (${asked.join()})`,
    `(${columns.join()}, d.id) < (${asked.join()}, ${parameter(cursor)}::uuid)`,
  )
  return {
    conditions: conditions.join(' AND '),
    order: [...columns, 'd.id'].map((column) => `${column} DESC`).join(),
    values,
  }
}
