import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import {
  createEndpoint,
  getOperation,
  listOperations,
  startOperation,
  updateEndpoint,
} from '@quillwire/webhooks'
import { startReceiver, testWorkspace } from '@quillwire/webhooks/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startWorker } from './testing/start-worker.ts'

const { database, url } = await testDatabase()
/** Allows for a busy machine: two workers start, one after the other. */
const TEST_TIMEOUT = 300_000
/** More than three batches of 500. */
const EVENTS = 1600

/** An endpoint, and events that it did not receive. Each event is numbered. */
async function setUp() {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const like = await workspace.happen()
  const endpoint = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  const ids = Array.from({ length: EVENTS }, () => newId())
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data)
     SELECT made.id, v.workspace_id, v.generation, v.type, v.actor, v.data::jsonb || jsonb_build_object('number', made.n)
       FROM events v CROSS JOIN unnest($2::uuid[]) WITH ORDINALITY AS made (id, n) WHERE v.id = $1::uuid`,
    [like, ids],
  )
  await database.query('DELETE FROM events WHERE id = $1::uuid', [like])
  return { workspace, receiver, endpoint, ids }
}

/** An endpoint that did not receive every fourth event, and whose deliveries of the others failed for good. */
async function afterAnOutage() {
  const { ids, ...rest } = await setUp()
  const { endpoint } = rest
  const failed = ids.filter((_, index) => index % 4 !== 3)
  await database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status, attempt_count, completed_at)
     SELECT id, $1::uuid, event_id, 'member.invited', 'failed', 10, now()
       FROM unnest($2::uuid[], $3::uuid[]) AS made (id, event_id)`,
    [endpoint.id, failed.map(() => newId()), failed],
  )
  return { ...rest, failed }
}

/** Holds a lock, so that whatever needs it stops there until it is released. */
async function hold(sql: string, values: readonly unknown[] = []) {
  const { tx, commit } = await openTransaction(database)
  await tx.query(sql, values)
  return commit
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
    // Nothing is sent before the end, so anything that arrives twice was queued twice by the operation.
    await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
    const letGo = await hold(
      'SELECT id FROM deliveries WHERE endpoint_id = $1::uuid AND event_id = $2::uuid FOR UPDATE',
      [endpoint.id, failed[700]],
    )
    const doomed = await startWorker(url)
    await vi.waitFor(somebodyWaits)
    expect(await getOperation(context, operation)).toMatchObject({ status: 'running', done: 500 })
    doomed.child.kill('SIGKILL')
    await doomed.ended
    await letGo()
    // As time would do: the dead worker's lease runs out.
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
  TEST_TIMEOUT,
)

const DOCUMENTS = 80

/** A paused endpoint: of each document many events are waiting, and their deliveries are due in order. */
async function afterAPause() {
  const { ids, ...rest } = await setUp()
  const { endpoint, workspace } = rest
  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'paused' })
  const documents = Array.from({ length: DOCUMENTS }, () => newId())
  await database.query(
    `INSERT INTO deliveries (id, sequence, endpoint_id, event_id, event_type, document_id, next_attempt_at)
     SELECT uuidv7(), n, $1::uuid, event_id, 'member.invited', document_id, now() - interval '1 hour' + n * interval '10 ms'
       FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS made (event_id, document_id, n)`,
    [endpoint.id, ids, ids.map((_, index) => documents[(index + 1) % DOCUMENTS])],
  )
  return { ...rest, ids }
}

/** A lock that any change of this delivery takes first. */
const GATE = 7_231_998

async function putGateBefore(event: string | undefined) {
  await database.query(
    `CREATE FUNCTION pass_gate () RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NEW; END $$`,
  )
  await database.query(
    `CREATE TRIGGER gate BEFORE UPDATE ON deliveries FOR EACH ROW WHEN (NEW.event_id = '${event}') EXECUTE FUNCTION pass_gate()`,
  )
  return async () => {
    await database.query('DROP TRIGGER gate ON deliveries')
    await database.query('DROP FUNCTION pass_gate')
  }
}

test(
  'order: a worker is killed in the middle of a batch, another continues, and each delivery goes out once and in order',
  async () => {
    const { workspace, receiver, endpoint, ids } = await afterAPause()
    const { context } = workspace
    // The operation skips locked rows, so it is stopped where it changes one.
    const openGate = await putGateBefore(ids[1200])
    const letGo = await hold(`SELECT pg_advisory_xact_lock(${GATE})`)
    await updateEndpoint(context, { id: endpoint.id, status: 'active', ordered: true })
    const order = async () => (await listOperations(context, endpoint))[0]
    expect(await order()).toMatchObject({ kind: 'order', status: 'running', total: EVENTS, done: 500 })
    const doomed = await startWorker(url)
    await vi.waitFor(somebodyWaits)
    expect(await order()).toMatchObject({ status: 'running', done: 1000 })
    doomed.child.kill('SIGKILL')
    await doomed.ended
    await letGo()
    await openGate()
    expect(await order()).toMatchObject({ status: 'running', done: 1000 })
    expect(receiver.received).toEqual([])
    await database.query('UPDATE delivery_operations SET leased_until = now() WHERE endpoint_id = $1::uuid', [
      endpoint.id,
    ])
    await startWorker(url)
    await vi.waitFor(async () =>
      expect(await order()).toMatchObject({ status: 'done', done: EVENTS, total: EVENTS }),
    )
    await vi.waitFor(async () => {
      const { rows } = await database.query(
        `SELECT count(*)::int AS sent FROM deliveries
          WHERE endpoint_id = $1::uuid AND status = 'succeeded' AND order_key = document_id`,
        [endpoint.id],
      )
      expect(rows).toEqual([{ sent: EVENTS }])
    })
    expect(receiver.received).toHaveLength(EVENTS)
    const inTurn = receiver.received.map(({ body }) => Number(JSON.parse(body).data.number))
    for (let document = 0; document < DOCUMENTS; document++) {
      const ofDocument = inTurn.filter((number) => number % DOCUMENTS === document)
      expect(ofDocument).toEqual(ofDocument.toSorted((one, other) => one - other))
    }
    expect(new Set(inTurn).size).toBe(EVENTS)
  },
  TEST_TIMEOUT,
)
