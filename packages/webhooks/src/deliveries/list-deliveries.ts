import { type Context, requireWorkspace } from '@quillwire/core'
import { pageLimit } from '@quillwire/core/page-limit'
import { checkCursor } from '../check-cursor.ts'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { AFTER_ALL_IDS } from '../ends-of-ids.ts'
import { type DeliverySubject, subjectColumns, withoutHiddenSubjects } from './delivery-subject.ts'
import {
  type DeliveryRow,
  type DeliveryStatus,
  type DeliveryView,
  deliveryColumns,
  presentDelivery,
} from './delivery-view.ts'
import { ownBefore } from './own.ts'

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

/** The deliveries of an endpoint, newest first: ids are in the order of time. */
export async function listDeliveries(
  context: Context,
  input: ListDeliveriesInput,
): Promise<{ items: ListedDelivery[]; nextCursor: string | null }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const limit = pageLimit(input.limit)
  checkCursor(input.cursor)
  await endpointRow(context.database, workspaceId, input.endpointId)
  const { conditions, values } = conditionsOf(input)
  const { rows } = await context.database.query<ListedRow>(
    `SELECT ${deliveryColumns}, ${subjectColumns}
       FROM (SELECT d.* FROM deliveries d WHERE ${conditions}
              ORDER BY d.endpoint_id DESC, d.id DESC LIMIT $2::int) AS d
       LEFT JOIN events v ON v.id = d.event_id
      ORDER BY d.id DESC`,
    [input.endpointId, limit + 1, ...values],
  )
  const seen = await withoutHiddenSubjects(context, rows.slice(0, limit))
  const items = seen.map((row) => ({ ...row, ...presentDelivery(row) }))
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/**
 * As a literal and not as a parameter, so that the planner sees which index serves: all but those that succeeded have
 * one.
 */
const ofStatus = (status: DeliveryStatus) => `d.status = '${status}'`
/**
 * As a range, so that to the planner only the index of the log serves, which also holds what the list is narrowed by.
 */
const ofStatusInLog = (status: DeliveryStatus) => `d.status >= '${status}' AND d.status <= '${status}'`

function conditionsOf({ cursor = AFTER_ALL_IDS, status, eventType, documentId }: ListDeliveriesInput) {
  const values: string[] = [cursor]
  // $1 is the endpoint, $2 the limit, $3 the cursor.
  const parameter = (value: string) => `$${values.push(value) + 2}`
  const isNarrowed = eventType !== undefined || documentId !== undefined
  const narrowed = [
    ...(status === undefined ? [] : [(isNarrowed ? ofStatusInLog : ofStatus)(status)]),
    ...(eventType === undefined ? [] : [`d.event_type = ${parameter(eventType)}::text`]),
    ...(documentId === undefined ? [] : [`d.document_id = ${parameter(documentId)}::uuid`]),
  ]
  // The index holds these columns too, so that rows that do not belong to the page are passed over there.
  return {
    conditions: [ownBefore('$3::uuid'), ...narrowed].join(' AND '),
    values,
  }
}
