import { type Executor, newId, type Transaction } from '@quillwire/database'
import type { Actor } from '@quillwire/events'
import type { Batch } from '../operations/batch.ts'
import { ORDER_KEY } from './order-key.ts'

const BATCH = 500

/**
 * Where the first batch begins. Batches go by when deliveries are due: only the index of pending ones holds that,
 * however many others the endpoint has.
 */
const FIRST = '-infinity'

const WITHOUT_ORDER = `FROM deliveries d
  WHERE d.endpoint_id = $1::uuid AND d.status = 'pending' AND d.order_key IS NULL`

/** How many deliveries must be lined up when the endpoint is asked for order; 0 where it has order already. */
export async function countWithoutOrder(executor: Executor, endpointId: string): Promise<number> {
  const { rows } = await executor.query<{ count: number }>(
    `SELECT count(*)::int AS count ${WITHOUT_ORDER}
        AND EXISTS (SELECT FROM webhook_endpoints e WHERE e.id = $1::uuid AND NOT e.ordered)`,
    [endpointId],
  )
  return rows[0]?.count ?? 0
}

/**
 * Puts what waits into the order that was just asked for. The caller has locked the endpoint `FOR UPDATE`, so that
 * whatever comes later is written in order. One batch is done at once. Where there is more, an operation does the rest,
 * and nothing of the endpoint is claimed until that has ended.
 */
export async function beginLiningUp(
  tx: Transaction,
  { id, workspaceId }: { id: string; workspaceId: string },
  actor: Actor,
  total: number,
): Promise<void> {
  const first = await lineUp(tx, id)
  if (!first || (first.count < BATCH && !(await someLeft(tx, id)))) return
  await tx.query(
    `INSERT INTO delivery_operations (id, workspace_id, endpoint_id, kind, parameters, total, done, position,
                                      created_by_type, created_by_id, created_by_name)
     VALUES ($1::uuid, $2::uuid, $3::uuid, 'order',
             jsonb_build_object('until', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'types', '[]'::jsonb),
             $4::int, $5::int, $6, $7, $8::uuid, $9)`,
    [
      newId(),
      workspaceId,
      id,
      Math.max(total, first.count),
      first.count,
      first.position,
      actor.type,
      actor.id,
      actor.name,
    ],
  )
  await tx.query(`SELECT pg_notify('operation_ready', '{}')::text`)
}

/**
 * The keys that are there stay. Without order nothing looks at them, and they hold again when order is asked for again.
 */
export async function stopLiningUp(tx: Transaction, endpointId: string): Promise<void> {
  await tx.query(
    `UPDATE delivery_operations SET status = 'cancelled', finished_at = now()
      WHERE endpoint_id = $1::uuid AND kind = 'order' AND status = 'running'`,
    [endpointId],
  )
}

/**
 * Does the next batch of what is due from that moment on; null when all have an order. Rows that somebody else has
 * locked are passed over, and done when the rest is: waiting for them with the endpoint locked could be waiting in a
 * circle.
 */
export async function lineUp(tx: Executor, endpointId: string, from = FIRST): Promise<Batch | null> {
  const { rows } = await tx.query<{ count: number; position: string | null }>(
    `WITH batch AS MATERIALIZED (
       SELECT d.id, d.next_attempt_at ${WITHOUT_ORDER} AND d.next_attempt_at >= $2::timestamptz
        ORDER BY d.next_attempt_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
     ), changed AS (
       UPDATE deliveries d SET order_key = ${ORDER_KEY}
         FROM webhook_endpoints e
        WHERE d.id = ANY (ARRAY(SELECT id FROM batch)) AND e.id = d.endpoint_id)
     SELECT count(*)::int AS count, max(next_attempt_at)::text AS position FROM batch`,
    [endpointId, from],
  )
  const [row] = rows
  if (row?.position) return { count: row.count, position: row.position }
  return (await someLeft(tx, endpointId)) ? { count: 0, position: FIRST, waits: true } : null
}

async function someLeft(tx: Executor, endpointId: string): Promise<boolean> {
  const { rows } = await tx.query(`SELECT ${WITHOUT_ORDER} ORDER BY d.next_attempt_at LIMIT 1`, [endpointId])
  return rows.length > 0
}
