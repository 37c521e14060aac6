/** Checks what is promised about an endpoint against the database and what its receiver saw. */
import type { Database } from '@quillwire/database'
import { eventId } from '@quillwire/events'
import { signingKey } from '../../../packages/webhooks/src/signing/secret.ts'
import { sign } from '../../../packages/webhooks/src/signing/sign.ts'
import type { ChangingEndpoint } from './changing-endpoint.ts'
import type { Arrival } from './moody-receiver.ts'

/** An event, and the times, in ms, between which it was recorded. */
export interface Happening {
  eventId: string
  type: 'document.saved' | 'member.invited'
  documentId: string | null
  /** The id of the one block that a save reports, by which the save is recognised in any event. */
  block: string | null
  from: number
  to: number
}

interface Span {
  from: number
  to: number
}

interface DeliveryRow {
  eventId: string
  status: string
  test: boolean
  sequence: bigint | null
  documentId: string | null
  lastError: string | null
  attemptCount: number
  attempts: number
  sent: number
  answered: number
  /** Ids of the blocks that the event reports. */
  blocks: string[]
}

/** Returns a sentence for each fault. */
export async function judgeEndpoint(
  database: Database,
  endpoint: ChangingEndpoint,
  arrivals: readonly Arrival[],
  happenings: readonly Happening[],
): Promise<string[]> {
  const deliveries = await deliveriesOf(database, endpoint.id)
  const resending = await resendingTimes(database, endpoint.id)
  const came = Map.groupBy(arrivals, ({ webhookId }) => webhookId)
  const problems = [
    ...deliveries.flatMap((delivery) => judgeDelivery(delivery, came.get(delivery.eventId) ?? [])),
    ...judgeAudience(endpoint, deliveries, happenings, await disabledTimes(database, endpoint.id), resending),
    ...(endpoint.ordered ? judgeOrder(deliveries, arrivals, resending) : []),
  ]
  const known = new Set(deliveries.map((delivery) => delivery.eventId))
  for (const arrival of arrivals) {
    if (!known.has(arrival.webhookId)) problems.push(`${arrival.webhookId} came without a delivery`)
    if (!endpoint.secrets.some((secret) => isSignedWith(secret, arrival)))
      problems.push(`${arrival.webhookId} is signed with none of its secrets`)
  }
  return problems.map((problem) => `${endpoint.name}: ${problem}`)
}

function judgeDelivery(delivery: DeliveryRow, came: readonly Arrival[]): string[] {
  const { eventId: id, status, attempts, answered, sent, blocks } = delivery
  const problems: string[] = []
  if (attempts !== delivery.attemptCount || answered > came.length || came.length > sent)
    problems.push(`${id} came ${came.length} times; logged ${attempts}, sent ${sent}, answered ${answered}`)
  if (status === 'succeeded') {
    const accepted = came.filter((arrival) => arrival.accepted)
    const told = (block: string) => accepted.some(({ body }) => body.includes(block))
    if (accepted.length === 0) problems.push(`${id} counts as delivered and was never accepted`)
    else if (!delivery.test && !blocks.every(told)) problems.push(`${id} arrived without all of its saves`)
  } else if (status === 'pending' || !delivery.lastError) problems.push(`${id} is ${status} without a reason`)
  return problems
}

/** An event that was wanted when it happened has a delivery, or is part of another save; others have none. */
function judgeAudience(
  endpoint: ChangingEndpoint,
  deliveries: readonly DeliveryRow[],
  happenings: readonly Happening[],
  disabled: readonly Span[],
  resending: readonly Span[],
): string[] {
  const delivered = new Set(deliveries.map((delivery) => delivery.eventId))
  const told = new Set(deliveries.flatMap(({ blocks }) => blocks))
  return happenings.flatMap(({ eventId: id, type, documentId, block, from, to }) => {
    const settings = endpoint.settingsDuring(from, to)
    if (!settings || disabled.some((span) => span.from <= to && span.to >= from)) return []
    const { eventTypes, documentIds } = settings
    const wanted =
      ['*', type, type.replace(/\..*/, '.*')].some((pattern) => eventTypes.includes(pattern)) &&
      (documentIds.length === 0 || documentIds.includes(documentId ?? ''))
    const has = delivered.has(id) || told.has(block ?? '')
    if (!wanted && has && resending.length === 0) return [`${id} (${type}) was not wanted and has a delivery`]
    return wanted && !has ? [`${id} (${type}) was wanted and has no delivery`] : []
  })
}

/** Unless an operation resends older events, no event of a document comes after a later one. */
function judgeOrder(
  deliveries: readonly DeliveryRow[],
  arrivals: readonly Arrival[],
  resending: readonly Span[],
): string[] {
  const byEvent = new Map(deliveries.flatMap((one) => (one.test ? [] : [[one.eventId, one]])))
  const last = new Map<string, { at: number; sequence: bigint; id: string }>()
  return arrivals.flatMap(({ webhookId, at }) => {
    const { documentId, sequence } = byEvent.get(webhookId) ?? {}
    if (!documentId || !sequence) return []
    const before = last.get(documentId)
    last.set(documentId, { at, sequence, id: webhookId })
    if (!before || before.sequence <= sequence) return []
    const again = resending.some(({ from, to }) => from <= at && to >= before.at)
    return again ? [] : [`${webhookId} of ${documentId} came after ${before.id}`]
  })
}

function isSignedWith(secret: string, { webhookId, headers, body }: Arrival): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signature = sign(webhookId, at, body, [signingKey(secret)])['webhook-signature']
  return headers['webhook-signature']?.split(' ').includes(signature) === true
}

async function deliveriesOf(database: Database, endpointId: string): Promise<DeliveryRow[]> {
  const { rows } = await database.query<DeliveryRow>(
    `SELECT d.event_id AS "eventId", d.status::text, d.test, d.sequence, d.document_id AS "documentId",
            d.last_error AS "lastError", d.attempt_count AS "attemptCount", count(a.id)::int AS attempts,
            count(*) FILTER (WHERE a.sent)::int AS sent, count(a.status_code)::int AS answered,
            ARRAY(SELECT block ->> 'id' FROM jsonb_array_elements(
              coalesce(d.payload, jsonb_build_object('data', v.data::jsonb)) #> '{data,blocks}') AS block) AS blocks
       FROM deliveries d
       LEFT JOIN delivery_attempts a ON a.delivery_id = d.id
       LEFT JOIN events v ON v.id = d.event_id
      WHERE d.endpoint_id = $1::uuid GROUP BY d.id, v.id`,
    [endpointId],
  )
  return rows.map((row) => ({ ...row, eventId: eventId(row.eventId) }))
}

/** The times during which operations made deliveries pending again. */
async function resendingTimes(database: Database, endpointId: string): Promise<Span[]> {
  const { rows } = await database.query<Span>(
    `SELECT (extract(epoch FROM created_at) * 1000)::float8 AS from, (extract(epoch FROM finished_at) * 1000)::float8 AS to
       FROM delivery_operations WHERE endpoint_id = $1::uuid AND kind <> 'cancel'`,
    [endpointId],
  )
  return rows
}

/** The times from an answer of 410 until an admin enabled the endpoint. */
async function disabledTimes(database: Database, endpointId: string): Promise<Span[]> {
  const { rows } = await database.query<Span>(
    `SELECT (extract(epoch FROM v.created_at) * 1000)::float8 AS from,
            coalesce(extract(epoch FROM (
              SELECT min(later.created_at) FROM events later
               WHERE later.type = 'endpoint.updated' AND later.data #>> '{endpoint,id}' = $1
                 AND later.data::jsonb -> 'changed' ? 'status' AND later.sequence > v.sequence)) * 1000, 'Infinity')::float8 AS to
       FROM events v WHERE v.type = 'endpoint.disabled' AND v.data #>> '{endpoint,id}' = $1`,
    [endpointId],
  )
  return rows
}
