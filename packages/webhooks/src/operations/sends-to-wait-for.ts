/**
 * What an operation on an endpoint that wants order waits for before its first batch: the sends that are under way. A
 * delivery that is being sent is not made pending again: in order, it would be ahead of all that it should follow.
 *
 * No index knows what is being sent, so everything that waits for the endpoint is read, perhaps half a million rows.
 * But nothing more of the endpoint is claimed until the operation has ended. So this is read once, and afterwards only
 * the deliveries that were found are asked about.
 */
import type { Executor } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { STILL_PENDING } from '../deliveries/still-pending.ts'
import type { RunningOperation } from './run-batch.ts'

export type BeginningOperation = Pick<RunningOperation, 'id' | 'endpoint_id' | 'kind' | 'position'>

export interface SendsToWaitFor {
  /** Whether the operation has to wait; if so, it is from then on among those that wait. */
  find(executor: Executor, operation: BeginningOperation): Promise<boolean>
  /** The operations that still have to wait. */
  operations(executor: Executor): Promise<string[]>
}

export function createSendsToWaitFor(): SendsToWaitFor {
  const deliveriesOf = new Map<string, readonly string[]>()
  return {
    async find(executor, { id, endpoint_id: endpointId, kind, position }) {
      if (position !== null || kind === 'cancel') return false
      const deliveries = await underWay(executor, endpointId)
      if (deliveries.length > 0) deliveriesOf.set(id, deliveries)
      return deliveries.length > 0
    },
    async operations(executor) {
      for (const [id, deliveries] of deliveriesOf)
        if (!(await someUnderWay(executor, deliveries))) deliveriesOf.delete(id)
      return [...deliveriesOf.keys()]
    },
  }
}

/** By when they are due: only the index of pending deliveries holds that, however many others the endpoint has. */
async function underWay(executor: Executor, endpointId: string): Promise<string[]> {
  const { rows } = await executor.query<{ id: string }>(
    `SELECT d.id FROM webhook_endpoints e JOIN deliveries d ON d.endpoint_id = e.id
      WHERE e.id = $1::uuid AND e.ordered AND d.status = 'pending' AND d.next_attempt_at >= '-infinity'
        AND NOT ${NOT_LEASED}`,
    [endpointId],
  )
  return rows.map(({ id }) => id)
}

async function someUnderWay(executor: Executor, ids: readonly string[]): Promise<boolean> {
  const { rows } = await executor.query(
    `SELECT FROM deliveries d WHERE d.id = ANY ($1::uuid[]) AND ${STILL_PENDING} AND NOT ${NOT_LEASED} LIMIT 1`,
    [ids],
  )
  return rows.length > 0
}
