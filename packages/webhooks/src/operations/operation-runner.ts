/**
 * Carries out operations on deliveries, a batch of one and then a batch of another, so that none waits for the end of
 * another. Each batch commits with the operation's position, so that a worker that dies loses nothing of it: its lease
 * runs out, and another worker goes on from there.
 */
import type { Database } from '@quillwire/database'
import { createWake } from '../wake.ts'
import { shownOperationKinds } from './operation-view.ts'
import { type RunningOperation, runBatch } from './run-batch.ts'
import { createSendsToWaitFor, type SendsToWaitFor } from './sends-to-wait-for.ts'

type ClaimedOperation = Pick<RunningOperation, 'id' | 'endpoint_id'>

export interface OperationRunner {
  stop(): Promise<void>
}

const LEASE_SECONDS = 30
const MAX_SLEEP_MS = 30_000
/** ms until it is asked again whether what an operation waits for has ended. */
const ASK_AGAIN_MS = 200
const AFTER_FAULT_MS = 1000

/** Resolves when it listens for new operations. */
export async function startOperationRunner(
  database: Database,
  onError: (error: unknown) => void,
): Promise<OperationRunner> {
  const wake = createWake()
  const sends = createSendsToWaitFor()
  let stopping = false
  const listening = await database.listen('operation_ready', wake.up, wake.up)

  async function run() {
    while (!stopping) {
      try {
        wake.reset()
        const operation = await claimOperation(database, await sends.operations(database))
        if (operation) await step(database, operation, sends)
        else await wake.wait((await oneIsFreeSoon(database)) ? ASK_AGAIN_MS : MAX_SLEEP_MS)
      } catch (error) {
        onError(error)
        await wake.wait(AFTER_FAULT_MS)
      }
    }
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
 * SQL: whether an operation `o` runs, and this version knows its kind. While this version is being replaced, what a
 * later one began is left to the workers of that.
 */
const RUNNING = `o.status = 'running' AND o.kind = ANY ('{${shownOperationKinds.join(',')}}')`

/**
 * SQL: whose turn it is. First the workspace whose last batch is longest ago, however many of its operations run or
 * have just run; within it, the operation that has waited longest.
 */
const TURNS = `
  (SELECT max(t.turn_at) FROM delivery_operations t WHERE t.workspace_id = o.workspace_id) NULLS FIRST,
  o.turn_at NULLS FIRST, o.id`

/** The next operation that is not among those that wait. */
async function claimOperation(
  database: Database,
  waiting: readonly string[],
): Promise<ClaimedOperation | null> {
  const { rows } = await database.query<ClaimedOperation>(
    `UPDATE delivery_operations
        SET leased_until = now() + interval '${LEASE_SECONDS} seconds', turn_at = clock_timestamp()
      WHERE id = (SELECT o.id FROM delivery_operations o
                   WHERE ${RUNNING} AND (o.leased_until IS NULL OR o.leased_until <= now())
                     AND o.id <> ALL ($1::uuid[])
                   ORDER BY ${TURNS} LIMIT 1 FOR UPDATE OF o SKIP LOCKED)
     RETURNING id, endpoint_id`,
    [waiting],
  )
  return rows[0] ?? null
}

/** Whether an operation waits for what is being sent, or is in another worker's hands for a moment. */
async function oneIsFreeSoon(database: Database): Promise<boolean> {
  const { rows } = await database.query(
    `SELECT FROM delivery_operations o
      WHERE ${RUNNING}
        AND (o.leased_until IS NULL OR o.leased_until <= now() + interval '${ASK_AGAIN_MS} milliseconds') LIMIT 1`,
  )
  return rows.length > 0
}

/**
 * Does one batch in one transaction, unless the operation was stopped meanwhile, or has to wait. The lease ends with
 * it.
 */
async function step(
  database: Database,
  { id, endpoint_id: endpointId }: ClaimedOperation,
  sends: SendsToWaitFor,
): Promise<void> {
  await database.sqlTransaction(async (tx) => {
    // Locked before the operation, as in the deletion of an endpoint.
    await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR KEY SHARE', [endpointId])
    // Read again: if we stood still for longer than the lease, another worker may have gone on with it.
    const { rows } = await tx.query<RunningOperation>(
      `SELECT id, endpoint_id, workspace_id, kind, parameters, position FROM delivery_operations
        WHERE id = $1::uuid AND status = 'running' FOR UPDATE`,
      [id],
    )
    const [operation] = rows
    if (!operation) return
    if (await sends.find(tx, operation)) {
      await tx.query('UPDATE delivery_operations SET leased_until = NULL WHERE id = $1::uuid', [id])
      return
    }
    const batch = await runBatch(tx, operation)
    await tx.query(
      `UPDATE delivery_operations
          -- Deliveries that were being committed during the count are added.
          SET done = done + $2::int, total = greatest(total, done + $2::int), position = coalesce($3, position),
              status = CASE WHEN $3::text IS NULL THEN 'done'::operation_status ELSE status END,
              finished_at = CASE WHEN $3::text IS NULL THEN now() END,
              leased_until = CASE WHEN $4::boolean THEN now() + interval '${ASK_AGAIN_MS} milliseconds' END
        WHERE id = $1::uuid`,
      [id, batch?.count ?? 0, batch?.position ?? null, batch?.waits ?? false],
    )
    if (batch?.waits) return
    await tx.query(
      `SELECT pg_notify('delivery_ready', '{}')::text,
              pg_notify('delivery_changed', json_build_object('endpointId', $1::text)::text)::text`,
      [endpointId],
    )
  })
}
