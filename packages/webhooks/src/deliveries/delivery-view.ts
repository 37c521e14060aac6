import { eventId } from '@quillwire/events'

export const deliveryStatuses = ['pending', 'succeeded', 'failed', 'cancelled'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

/** A delivery as the outside sees it. */
export interface DeliveryView {
  id: string
  endpointId: string
  eventId: string
  eventType: string
  documentId: string | null
  /** Sent by hand to try the endpoint out. */
  test: boolean
  status: DeliveryStatus
  attemptCount: number
  /** Null where nothing more is to come. */
  nextAttemptAt: Date | null
  lastStatusCode: number | null
  lastError: string | null
  lastDurationMs: number | null
  /** Whether the last attempt got as far as a request; null before the first. */
  lastAttemptSent: boolean | null
  createdAt: Date
  completedAt: Date | null
}

/** The columns of `deliveries d` as the view names them. */
export const deliveryColumns = `d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId",
  d.event_type AS "eventType", d.document_id AS "documentId", d.test, d.status, d.attempt_count AS "attemptCount",
  CASE WHEN d.status = 'pending' THEN d.next_attempt_at END AS "nextAttemptAt",
  d.last_status_code AS "lastStatusCode", d.last_error AS "lastError", d.last_duration_ms AS "lastDurationMs",
  CASE WHEN d.attempt_count > 0 THEN d.last_attempt_sent END AS "lastAttemptSent",
  d.created_at AS "createdAt", d.completed_at AS "completedAt"`

/** A row of `deliveryColumns`: its event is named by its key. */
export type DeliveryRow = DeliveryView

export function presentDelivery(row: DeliveryRow): DeliveryView {
  return { ...row, eventId: eventId(row.eventId) }
}

/** Replaces the error where the reader may not see the event: an error may repeat what the event said. */
export const WHY_IS_HIDDEN = 'It failed. The reason is shown only to those who may read the document.'

/** The reason of a cancellation is in our own words, and stays. */
export function withoutReason<View extends DeliveryView>(delivery: View): View {
  if (delivery.status === 'cancelled') return delivery
  return { ...delivery, lastError: delivery.lastError && WHY_IS_HIDDEN }
}
