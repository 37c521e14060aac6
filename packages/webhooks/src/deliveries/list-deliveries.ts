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
  const { conditions, values } = conditionsOf(input)
  const { rows } = await context.database.query<ListedRow>(
    `SELECT ${deliveryColumns}, ${subjectColumns}
       FROM (SELECT d.* FROM deliveries d
              WHERE d.endpoint_id = $1::uuid ${conditions}
              ORDER BY d.id DESC LIMIT $2::int) AS d
       LEFT JOIN events v ON v.id = d.event_id
      ORDER BY d.id DESC`,
    [input.endpointId, limit + 1, ...values],
  )
  const seen = await withoutHiddenSubjects(context, rows.slice(0, limit))
  const items = seen.map((row) => ({ ...row, ...presentDelivery(row) }))
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** Only what is asked for, so that the planner sees which index holds it: what did not succeed has one of its own, by status. */
function conditionsOf({ cursor, status, eventType, documentId }: ListDeliveriesInput) {
  const values: string[] = []
  const conditions: string[] = []
  const add = (value: string | undefined, condition: (parameter: string) => string) => {
    if (value === undefined) return
    values.push(value)
    conditions.push(`AND ${condition(`$${values.length + 2}`)}`)
  }
  add(cursor, (parameter) => `d.id < ${parameter}::uuid`)
  add(status, (parameter) => `d.status = ${parameter}::text::delivery_status`)
  add(eventType, (parameter) => `d.event_type = ${parameter}::text`)
  add(documentId, (parameter) => `d.document_id = ${parameter}::uuid`)
  if (status !== undefined && status !== 'succeeded') conditions.push("AND d.status <> 'succeeded'")
  return { conditions: conditions.join(' '), values }
}
