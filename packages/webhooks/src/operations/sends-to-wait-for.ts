/**
 * What an operation on an endpoint that wants order waits for before its first batch: the sends that are under way. What is
 * being sent is not made pending again: in order, it would be ahead of all that it is to follow.
 *
 * No index knows what is being sent, so that all that waits for the endpoint is read for it, perhaps half a million. But nothing
 * more of the endpoint is claimed until the operation has ended: once is enough, and then only those are asked for that were found.
 */
import type { Executor } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { STILL_PENDING } from '../deliveries/still-pending.ts'
import type { RunningOperation } from './run-batch.ts'

export type BeginningOperation = Pick<RunningOperation, 'id' | 'endpoint_id' | 'kind' | 'position'>

export interface SendsToWaitFor {
  /** Whether the operation is to wait; from then on it is among those that wait. */
  find(executor: Executor, operation: BeginningOperation): Promise<boolean>
  /** Of the operations that were to wait those that are to go on waiting. */
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

/** By when they are due: only the index of what waits has that, whatever else the endpoint got. */
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
