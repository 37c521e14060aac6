/**
 * Carries out operations on deliveries, one batch after another. Each batch commits with the operation's position, so
 * that a worker that dies loses nothing of it: its lease runs out, and another goes on from there.
 */
import type { Database } from '@quillwire/database'
import { NOT_LEASED } from '../deliveries/not-leased.ts'
import { createWake } from '../wake.ts'
import { type RunningOperation, runBatch } from './run-batch.ts'

export interface OperationRunner {
  stop(): Promise<void>
}

const LEASE_SECONDS = 30
const MAX_SLEEP_MS = 30_000
/** So soon it is asked again whether what an operation waits for has ended. */
const ASK_AGAIN_MS = 200
const AFTER_FAULT_MS = 1000

/** Resolves when it listens for new operations. */
export async function startOperationRunner(
  database: Database,
  onError: (error: unknown) => void,
): Promise<OperationRunner> {
  const wake = createWake()
  let stopping = false
  const listening = await database.listen('operation_ready', wake.up, wake.up)

  async function run() {
    while (!stopping) {
      try {
        wake.reset()
        const operation = await claimOperation(database)
        if (operation) await carryOut(operation)
        else await wake.wait((await oneWaits(database)) ? ASK_AGAIN_MS : MAX_SLEEP_MS)
      } catch (error) {
        onError(error)
        await wake.wait(AFTER_FAULT_MS)
      }
    }
  }

  async function carryOut(operation: RunningOperation) {
    let current: RunningOperation | null = operation
    while (current && !stopping) current = await step(database, current)
    if (current) await release(database, current)
  }

  const running = run()
  return {
    async stop() {
      stopping = true
      listening.stop()
      wake.up()
      await running
    },
  }
}

/**
 * SQL: whether an operation `o` waits for sends that are under way. What is being sent is not made pending again: in order,
 * it would be ahead of all that it is to follow. Nothing more of the endpoint is sent until the operation has ended.
 */
const WAITS = `(o.position IS NULL AND o.kind <> 'cancel' AND EXISTS (
  SELECT FROM webhook_endpoints e JOIN deliveries d ON d.endpoint_id = e.id
   WHERE e.id = o.endpoint_id AND e.ordered AND d.status = 'pending' AND NOT ${NOT_LEASED}))`

async function claimOperation(database: Database): Promise<RunningOperation | null> {
  const { rows } = await database.query<RunningOperation>(
    `UPDATE delivery_operations SET leased_until = now() + interval '${LEASE_SECONDS} seconds'
      WHERE id = (SELECT o.id FROM delivery_operations o
                   WHERE o.status = 'running' AND (o.leased_until IS NULL OR o.leased_until <= now()) AND NOT ${WAITS}
                   ORDER BY o.id LIMIT 1 FOR UPDATE OF o SKIP LOCKED)
     RETURNING id, endpoint_id, workspace_id, kind, parameters, position`,
  )
  return rows[0] ?? null
}

async function oneWaits(database: Database): Promise<boolean> {
  const { rows } = await database.query(
    `SELECT FROM delivery_operations o
      WHERE o.status = 'running'
        AND (${WAITS} OR o.leased_until <= now() + interval '${ASK_AGAIN_MS} milliseconds') LIMIT 1`,
  )
  return rows.length > 0
}

/** One batch in one transaction. Null where the operation has ended, by itself or by hand, or waits for what is being sent. */
async function step(database: Database, operation: RunningOperation): Promise<RunningOperation | null> {
  return await database.sqlTransaction(async (tx) => {
    // Before the operation, as whoever deletes the endpoint has them.
    await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR KEY SHARE', [operation.endpoint_id])
    const { rows } = await tx.query(
      `SELECT id FROM delivery_operations WHERE id = $1::uuid AND status = 'running' FOR UPDATE`,
      [operation.id],
    )
    if (rows.length === 0) return null
    const batch = await runBatch(tx, operation)
    await tx.query(
      `UPDATE delivery_operations
          -- What was being committed when it was counted comes on top.
          SET done = done + $2::int, total = greatest(total, done + $2::int), position = coalesce($3, position),
              status = CASE WHEN $3::text IS NULL THEN 'done'::operation_status ELSE status END,
              finished_at = CASE WHEN $3::text IS NULL THEN now() END,
              leased_until = now() + make_interval(secs => $4::int / 1000.0)
        WHERE id = $1::uuid`,
      [
        operation.id,
        batch?.count ?? 0,
        batch?.position ?? null,
        batch?.waits ? ASK_AGAIN_MS : LEASE_SECONDS * 1000,
      ],
    )
    if (batch?.waits) return null
    await tx.query(
      `SELECT pg_notify('delivery_ready', '{}')::text,
              pg_notify('delivery_changed', json_build_object('endpointId', $1::text)::text)::text`,
      [operation.endpoint_id],
    )
    return batch && { ...operation, position: batch.position }
  })
}

async function release(database: Database, { id }: RunningOperation): Promise<void> {
  await database.query('UPDATE delivery_operations SET leased_until = NULL WHERE id = $1::uuid', [id])
}
