import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createEndpoint, getOperation, startOperation, updateEndpoint } from '@quillwire/webhooks'
import { startReceiver, testWorkspace } from '@quillwire/webhooks/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startWorker } from './testing/start-worker.ts'

const { database, url } = await testDatabase()

/** More than three batches of 500. */
const EVENTS = 1600

/** An endpoint that missed every fourth event, and failed for good with the others. */
async function afterAnOutage() {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const like = await workspace.happen()
  const endpoint = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  const ids = Array.from({ length: EVENTS }, () => newId())
  const failed = ids.filter((_, index) => index % 4 !== 3)
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data)
     SELECT made.id, v.workspace_id, v.generation, v.type, v.actor, v.data
       FROM events v CROSS JOIN unnest($2::uuid[]) AS made (id) WHERE v.id = $1::uuid`,
    [like, ids],
  )
  await database.query('DELETE FROM events WHERE id = $1::uuid', [like])
  await database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status, attempt_count, completed_at)
     SELECT id, $1::uuid, event_id, 'member.invited', 'failed', 10, now()
       FROM unnest($2::uuid[], $3::uuid[]) AS made (id, event_id)`,
    [endpoint.id, failed.map(() => newId()), failed],
  )
  return { workspace, receiver, endpoint, failed }
}

/** Holds a delivery, so that whoever wants to change it stands still until it is let go. */
async function hold(endpointId: string, eventId: string | undefined) {
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ended = database.sqlTransaction(async (tx) => {
    await tx.query(
      'SELECT id FROM deliveries WHERE endpoint_id = $1::uuid AND event_id = $2::uuid FOR UPDATE',
      [endpointId, eventId],
    )
    held.resolve()
    await released.promise
  })
  await held.promise
  return async () => {
    released.resolve()
    await ended
  }
}

async function somebodyWaits() {
  const { rows } = await database.query(
    `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%deliveries d%'`,
  )
  expect(rows.length).toBeGreaterThan(0)
}

test.each([
  ['recover', EVENTS * 0.75],
  ['replay', EVENTS],
] as const)(
  '%s: a worker is killed in the second batch, another goes on, and each goes out exactly once',
  async (kind, total) => {
    const { workspace, receiver, endpoint, failed } = await afterAnOutage()
    const { context } = workspace
    const since = new Date(Date.now() - 3_600_000).toISOString()
    const operation = await startOperation(context, { id: endpoint.id, kind, since })
    expect(operation.total).toBe(total)
    // Nothing is sent before the end, so that what arrives twice would be the operation's doing.
    await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
    const letGo = await hold(endpoint.id, failed[700])
    const doomed = await startWorker(url)
    await vi.waitFor(somebodyWaits)
    expect(await getOperation(context, operation)).toMatchObject({ status: 'running', done: 500 })
    doomed.child.kill('SIGKILL')
    await doomed.ended
    await letGo()
    // What the passing of time would do: the dead worker's lease runs out.
    await database.query('UPDATE delivery_operations SET leased_until = now() WHERE id = $1::uuid', [
      operation.id,
    ])
    expect(await getOperation(context, operation)).toMatchObject({ status: 'running', done: 500 })
    await startWorker(url)
    await vi.waitFor(async () =>
      expect(await getOperation(context, operation)).toMatchObject({ status: 'done', done: total }),
    )
    const { rows } = await database.query(
      `SELECT count(*)::int AS all, count(DISTINCT event_id)::int AS events,
              count(*) FILTER (WHERE attempt_count = 10 AND resent_after = 10)::int AS resent
         FROM deliveries WHERE endpoint_id = $1::uuid AND status = 'pending'`,
      [endpoint.id],
    )
    expect(rows).toEqual([{ all: total, events: total, resent: failed.length }])
    expect(receiver.received).toEqual([])
    await updateEndpoint(context, { id: endpoint.id, status: 'active' })
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(total))
    await vi.waitFor(async () => {
      const { rows } = await database.query(
        `SELECT count(*)::int AS sent FROM deliveries WHERE endpoint_id = $1::uuid AND status = 'succeeded'`,
        [endpoint.id],
      )
      expect(rows).toEqual([{ sent: total }])
    })
    expect(receiver.received).toHaveLength(total)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(total)
  },
  90_000,
)
