/**
 * Which deliveries or events an operation is about, as SQL: the same text counts them beforehand and goes through them
 * in batches. $1 is the endpoint, $2 and $3 are the moments, $4 the types (null for all), $5 the id after which it
 * begins.
 */
import type { Executor } from '@quillwire/database'
import { eventDefinitions, subscribesTo } from '@quillwire/events'
import type { DeliveryStatus } from '../deliveries/delivery-view.ts'
import { KEPT } from '../deliveries/kept.ts'
import { ownAfter } from '../deliveries/own.ts'
import { AFTER_ALL_IDS, BEFORE_ALL_IDS } from '../ends-of-ids.ts'
import { firstIdOf } from '../first-id-of.ts'
import type { OperationKind, OperationParameters } from './operation-view.ts'

const DAY_MS = 86_400_000
/** The moment of an id has 48 bits. */
const LAST_MOMENT_OF_IDS = 2 ** 48

interface Target {
  endpointId: string
  kind: OperationKind
  parameters: OperationParameters
}

const inRange = (moment: string, type: string) => `
  ($2::timestamptz IS NULL OR ${moment} >= $2::timestamptz) AND ${moment} < $3::timestamptz
  AND ($4::text[] IS NULL OR ${type} = ANY ($4::text[]))`

/** The deliveries of the endpoint with this status, in the order of their ids, that meet this condition. */
interface Asked {
  status: DeliveryStatus
  condition: string
}

/**
 * Failed for good within the range; by the usual schedule that is three days after the event. Deliveries that were
 * never tried, are still being tried, or cannot be sent any more are not among them.
 */
const FAILED: Asked = {
  status: 'failed',
  condition: `${inRange('d.completed_at', 'd.event_type')} AND ${KEPT}`,
}

const PENDING: Asked = { status: 'pending', condition: inRange('d.created_at', 'd.event_type') }

const withStatus = ({ status }: Asked, after: string) =>
  `FROM deliveries d WHERE ${ownAfter(after)} AND d.status = '${status}'`
const scopeOf = (asked: Asked) => `${withStatus(asked, '$5::uuid')} AND ${asked.condition}`

/**
 * Events of the workspace, whether or not they were delivered; whether the endpoint may see them is checked for each.
 * By workspace and id as one value, and before $6: otherwise the planner goes through the events of all workspaces, or
 * of all time.
 */
const PLACE = '(v.workspace_id, v.id)'
const WORKSPACE = '(SELECT workspace_id FROM webhook_endpoints WHERE id = $1::uuid)'
const EVENTS = `FROM events v
  WHERE ${PLACE} > (${WORKSPACE}, $5::uuid) AND ${PLACE} < (${WORKSPACE}, $6::uuid)
    AND ${inRange("v.created_at + interval '0'", "v.type || ''")}`

export const scopes: Record<OperationKind, string> = {
  recover: scopeOf(FAILED),
  cancel: scopeOf(PENDING),
  replay: EVENTS,
}

const CHUNK = 200

/**
 * Counts in chunks, each from where the one before ended. In one piece, the planner would read the deliveries of all
 * endpoints: it assumes that what waits or has failed is spread over them, however little of it there is here.
 */
const countOf = (asked: Asked) => `
  WITH RECURSIVE chunks (seen, last, counted) AS (
    SELECT ${CHUNK}::bigint, $5::uuid, 0::bigint
    UNION ALL
    SELECT next.* FROM chunks CROSS JOIN LATERAL (
      SELECT count(*), (array_agg(d.id))[${CHUNK}], count(*) FILTER (WHERE ${asked.condition})
        FROM (SELECT d.* ${withStatus(asked, 'chunks.last')} ORDER BY d.endpoint_id, d.id LIMIT ${CHUNK}) d
    ) AS next WHERE chunks.seen = ${CHUNK})
  SELECT sum(counted)::int AS count FROM chunks`

/** These begin at the first row, and use every parameter. */
const counts: Record<OperationKind, string> = {
  recover: countOf(FAILED),
  cancel: countOf(PENDING),
  replay: `SELECT count(*)::int AS count ${EVENTS}`,
}

export function scopeValues(
  { endpointId, kind, parameters: { since, until, types } }: Target,
  subscribed: readonly string[],
  position: string | null = null,
): unknown[] {
  // A replay sends what the endpoint subscribes to now. Deliveries that wait or have failed count whatever it
  // subscribes to.
  const patterns = [...(types.length > 0 ? [types] : []), ...(kind === 'replay' ? [subscribed] : [])]
  const wanted = eventDefinitions.flatMap(({ type }) =>
    patterns.every((some) => subscribesTo(some, type)) ? type : [],
  )
  const moments = [since ?? null, until]
  const place = kind === 'replay' ? idsAround(since, until) : [BEFORE_ALL_IDS]
  return [
    endpointId,
    ...moments,
    patterns.length > 0 ? wanted : null,
    position ?? place[0],
    ...place.slice(1),
  ]
}

/**
 * The ids between which events of these moments lie. Ids are by the clock of the program that wrote them, the moments
 * by the database's. The two differ by less than a day.
 */
function idsAround(since: string | undefined, until: string): [string, string] {
  const idAt = (moment: string, days: number) =>
    firstIdOf(new Date(Math.max(0, Date.parse(moment) + days * DAY_MS)))
  const ofUntil = Date.parse(until) + DAY_MS < LAST_MOMENT_OF_IDS ? idAt(until, 1) : AFTER_ALL_IDS
  return [since === undefined ? BEFORE_ALL_IDS : idAt(since, -1), ofUntil]
}

/**
 * How many deliveries or events an operation would be about. For a replay this is the maximum: rights and filters are
 * checked on the way.
 */
export async function countScope(
  executor: Executor,
  target: Target,
  subscribed: readonly string[],
): Promise<number> {
  const { rows } = await executor.query<{ count: number }>(
    counts[target.kind],
    scopeValues(target, subscribed),
  )
  return rows[0]?.count ?? 0
}
