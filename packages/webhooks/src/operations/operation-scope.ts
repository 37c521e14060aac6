/**
 * Which deliveries or events an operation is about, as SQL: the same text counts them beforehand and goes through them
 * in batches. $1 is the endpoint, $2 and $3 are the moments, $4 the types (null for all).
 */
import type { Executor } from '@quillwire/database'
import { eventDefinitions, subscribesTo } from '@quillwire/events'
import { KEPT } from '../deliveries/kept.ts'
import type { OperationKind, OperationParameters } from './operation-view.ts'

interface Target {
  endpointId: string
  kind: OperationKind
  parameters: OperationParameters
}

const inRange = (moment: string, type: string) => `
  ($2::timestamptz IS NULL OR ${moment} >= $2::timestamptz) AND ${moment} < $3::timestamptz
  AND ($4::text[] IS NULL OR ${type} = ANY ($4::text[]))`

/**
 * Failed for good within the range: by the usual schedule that is three days after its event. What was never tried, or is
 * still being tried, is not among them, nor what cannot be sent any more.
 */
const FAILED = `FROM deliveries d
  WHERE d.endpoint_id = $1::uuid AND d.status = 'failed' AND ${inRange('d.completed_at', 'd.event_type')}
    AND ${KEPT}`

const PENDING = `FROM deliveries d
  WHERE d.endpoint_id = $1::uuid AND d.status = 'pending' AND ${inRange('d.created_at', 'd.event_type')}`

/** Events of the workspace, whether or not they were delivered; who may see them is asked at each. */
const EVENTS = `FROM webhook_endpoints e JOIN events v ON v.workspace_id = e.workspace_id
  WHERE e.id = $1::uuid AND ${inRange('v.created_at', 'v.type')}`

export const scopes: Record<OperationKind, string> = { recover: FAILED, cancel: PENDING, replay: EVENTS }

export function scopeValues(
  { endpointId, kind, parameters: { since, until, types } }: Target,
  subscribed: readonly string[],
): unknown[] {
  // A replay sends what the endpoint subscribes to now. What is waiting or has failed is there, whatever it subscribes to.
  const patterns = [...(types.length > 0 ? [types] : []), ...(kind === 'replay' ? [subscribed] : [])]
  const wanted = eventDefinitions.flatMap(({ type }) =>
    patterns.every((some) => subscribesTo(some, type)) ? type : [],
  )
  return [endpointId, since ?? null, until, patterns.length > 0 ? wanted : null]
}

/** How many an operation would be about. For a replay the most it can be: rights and filters are asked on the way. */
export async function countScope(
  executor: Executor,
  target: Target,
  subscribed: readonly string[],
): Promise<number> {
  const { rows } = await executor.query<{ count: number }>(
    `SELECT count(*)::int AS count ${scopes[target.kind]}`,
    scopeValues(target, subscribed),
  )
  return rows[0]?.count ?? 0
}
