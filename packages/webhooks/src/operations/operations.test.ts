import type { ServerResponse } from 'node:http'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { moveDocument } from '@quillwire/core/documents/move-document'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import type { Database } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { type EventEnvelope, eventId } from '@quillwire/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { sendTestEvent } from '../deliveries/send-test-event.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import type { GivenSettings } from '../endpoints/endpoint-settings.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { cancelOperation } from './cancel-operation.ts'
import { countOperation } from './count-operation.ts'
import { getOperation } from './get-operation.ts'
import { listOperations } from './list-operations.ts'
import { startOperationRunner } from './operation-runner.ts'
import { startOperation } from './start-operation.ts'

const { database } = await testDatabase()
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString()

async function setUp(...answers: Answer[]) {
  return await setUpWith({ retrySchedule: [0] }, ...answers)
}

async function setUpWith(settings: GivenSettings, ...answers: Answer[]) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    ...settings,
  })
  const statuses = async () =>
    (await listDeliveries(workspace.context, { endpointId: endpoint.id, limit: 100 })).items.map(
      ({ status }) => status,
    )
  return { workspace, receiver, endpoint, statuses, context: workspace.context }
}

/** What the endpoint got about the document with this title, as a receiver sees it. */
const typesOf = (received: { body: string }[], title: string) =>
  received
    .map(({ body }) => JSON.parse(body) as EventEnvelope<'document.saved'>)
    .filter(({ data }) => data.document.title === title)
    .map(({ type }) => type)
    .sort()

async function firstSequence(endpointId: string) {
  const { rows } = await database.query<{ first: string }>(
    'SELECT min(sequence)::text AS first FROM deliveries WHERE endpoint_id = $1::uuid',
    [endpointId],
  )
  return rows[0]?.first
}

async function runner() {
  const running = await startOperationRunner(database, (error) => {
    throw error
  })
  onTestFinished(running.stop)
  return running
}

const idsInTurn = (received: { headers: Record<string, string> }[]) =>
  received.map(({ headers }) => headers['webhook-id'] ?? '')
const ids = (received: { headers: Record<string, string> }[]) => idsInTurn(received).sort()

test('recover: what failed since a moment goes out again, under the same ids', async () => {
  const { workspace, receiver, endpoint, statuses, context } = await setUp(500)
  for (let index = 0; index < 5; index++) await workspace.happen()
  const engine = await testEngine(database)
  await engine.made(5, workspace)
  await vi.waitFor(async () => expect(await statuses()).toEqual(Array(5).fill('failed')))
  const failed = ids(receiver.received)
  receiver.answerWith(200)
  const input = { id: endpoint.id, kind: 'recover' as const, since: HOUR_AGO }
  expect(await countOperation(context, input)).toEqual({ count: 5 })
  const operation = await startOperation(context, input)
  expect(operation).toMatchObject({ status: 'running', total: 5, done: 0, createdBy: { name: 'Ada Lind' } })
  await runner()
  await vi.waitFor(async () => expect(await statuses()).toEqual(Array(5).fill('succeeded')))
  // What it sent again may arrive before it has seen that nothing is left.
  await vi.waitFor(async () =>
    expect(await getOperation(context, operation)).toMatchObject({ status: 'done', done: 5 }),
  )
  expect(ids(receiver.received.slice(5))).toEqual(failed)
  expect(await listOperations(context, endpoint)).toHaveLength(1)
})

test('replay: what was not committed yet when it was counted is added to the total', async () => {
  const { workspace, endpoint, context } = await setUp(200)
  await workspace.happen()
  const replay = { id: endpoint.id, kind: 'replay' as const, since: HOUR_AGO }
  const operation = await database.sqlTransaction(async (tx) => {
    await workspace.happen(tx)
    const until = new Date(Date.now() + 60_000).toISOString()
    return await startOperation(context, { ...replay, until })
  })
  expect(operation.total).toBe(1)
  await runner()
  await vi.waitFor(async () =>
    expect(await getOperation(context, operation)).toMatchObject({ status: 'done', done: 2, total: 2 }),
  )
})

test('recover: a delivery is chosen by when it failed, not by when it was made', async () => {
  const { workspace, endpoint, statuses, context } = await setUp(500)
  for (let index = 0; index < 2; index++) await workspace.happen()
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  await vi.waitFor(async () => expect(await statuses()).toEqual(['failed', 'failed']))
  // By the usual schedule a delivery fails for good three days after it was made; the other one did so long ago.
  await database.query(
    `UPDATE deliveries SET created_at = now() - interval '75 hours',
            completed_at = CASE WHEN sequence = $2::bigint THEN now() - interval '2 hours' ELSE completed_at END
      WHERE endpoint_id = $1::uuid`,
    [endpoint.id, await firstSequence(endpoint.id)],
  )
  const input = { id: endpoint.id, kind: 'recover' as const, since: HOUR_AGO }
  expect(await countOperation(context, input)).toEqual({ count: 1 })
  const operation = await startOperation(context, input)
  await runner()
  await vi.waitFor(async () =>
    expect(await getOperation(context, operation)).toMatchObject({ status: 'done', done: 1 }),
  )
  await engine.made(3, workspace)
})

test.each(['recover', 'replay', 'retry'] as const)(
  '%s: the retry schedule begins anew, and the attempts go on counting',
  async (way) => {
    const { workspace, receiver, endpoint, statuses, context } = await setUpWith(
      { retrySchedule: [0, 0] },
      500,
    )
    const watcher = await startReceiver()
    onTestFinished(watcher.close)
    await createEndpoint(context, { url: watcher.url, eventTypes: ['delivery.exhausted'] })
    await workspace.happen()
    const engine = await testEngine(database)
    await runner()
    await vi.waitFor(async () => expect(await statuses()).toEqual(['failed']))
    const { items } = await listDeliveries(context, { endpointId: endpoint.id })
    const id = items[0]?.id ?? ''
    const again = async () =>
      way === 'retry'
        ? await retryDelivery(context, { id })
        : await startOperation(context, { id: endpoint.id, kind: way, since: HOUR_AGO, types: ['member.*'] })
    const numbers = async () => (await getDelivery(context, { id })).attempts.map(({ number }) => number)
    const exhausted = () =>
      watcher.received.map(({ body }) => {
        const event = JSON.parse(body) as EventEnvelope<'delivery.exhausted'>
        return event.data.delivery.attempts
      })
    await again()
    // It fails for good by the schedule and not with the first failure, and each such end is reported once.
    await vi.waitFor(async () => expect(await numbers()).toEqual([1, 2, 3, 4]))
    await vi.waitFor(() => expect(exhausted()).toEqual([2, 4]))
    expect(await statuses()).toEqual(['failed'])
    receiver.answerWith((_request, response) => response.writeHead(429, { 'retry-after': '0' }).end(), 200)
    await vi.waitFor(again)
    await vi.waitFor(async () => expect(await statuses()).toEqual(['succeeded']))
    expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6])
    await vi.waitFor(() => expect(engine.inFlight()).toBe(0))
    expect(exhausted()).toEqual([2, 4])
  },
)

test('replay: also what succeeded, and what was missed while the endpoint was disabled', async () => {
  const { workspace, receiver, endpoint, context } = await setUp()
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  for (let index = 0; index < 3; index++) await workspace.happen()
  const input = { id: endpoint.id, kind: 'replay' as const, since: HOUR_AGO }
  await expect(startOperation(context, input)).rejects.toMatchObject({ code: 'endpoint_disabled' })
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  expect(await countOperation(context, input)).toEqual({ count: 4 })
  expect(await countOperation(context, { ...input, types: ['document.*'] })).toEqual({ count: 0 })
  await startOperation(context, input)
  await runner()
  await engine.made(5, workspace)
  const sent = ids(receiver.received)
  expect(sent).toHaveLength(5)
  expect(new Set(sent).size).toBe(4)
})

test('replay, in order: what was missed goes before what came after it, and what happens meanwhile waits', async () => {
  const { workspace, receiver, endpoint, context } = await setUpWith({
    ordered: true,
    eventTypes: ['document.saved'],
  })
  const bystander = await startReceiver()
  onTestFinished(bystander.close)
  const plan = await testDocument(workspace)
  await testEngine(database)
  const happened: string[] = []
  const save = async () => happened.push(eventId(await plan.save()))
  const arrived = (count: number) => vi.waitFor(() => expect(receiver.received).toHaveLength(count))
  await save()
  await arrived(1)
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  await save()
  await save()
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  await save()
  await arrived(2)
  await createEndpoint(context, { url: bystander.url, eventTypes: ['document.saved'] })
  await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
  await save()
  // Endpoints that this does not concern get it at once.
  await vi.waitFor(() => expect(bystander.received).toHaveLength(1))
  await runner()
  await arrived(2 + happened.length)
  expect(idsInTurn(receiver.received).slice(2)).toEqual(happened)
})

test('replay, in order: what was missed is sent, also where it is about no document', async () => {
  const { workspace, receiver, endpoint, context } = await setUpWith({ ordered: true })
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  const missed = [eventId(await workspace.happen()), eventId(await workspace.happen())]
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
  await runner()
  await testEngine(database)
  await vi.waitFor(() => expect(idsInTurn(receiver.received)).toEqual(missed))
})

test('what was sent before the endpoint wanted order goes out again in order, by hand and by operations', async () => {
  const { workspace, receiver, endpoint, context } = await setUp(500)
  const happened: string[] = []
  for (let index = 0; index < 3; index++) happened.push(eventId(await workspace.happen()))
  const engine = await testEngine(database)
  await engine.made(3, workspace)
  receiver.answerWith(200)
  await updateEndpoint(context, { id: endpoint.id, ordered: true })
  const [last] = (await listDeliveries(context, { endpointId: endpoint.id })).items
  await retryDelivery(context, { id: last?.id ?? '' })
  await engine.made(4, workspace)
  await runner()
  await startOperation(context, { id: endpoint.id, kind: 'recover', since: HOUR_AGO })
  await engine.made(6, workspace)
  const replay = { id: endpoint.id, kind: 'replay', since: HOUR_AGO, types: ['member.*'] } as const
  await vi.waitFor(() => startOperation(context, replay))
  await engine.made(9, workspace)
  expect(idsInTurn(receiver.received).slice(3)).toEqual([happened[2], ...happened.slice(0, 2), ...happened])
})

test('of two operations that are begun at the same moment one runs', async () => {
  const { endpoint, context } = await setUp()
  const begin = (given: Database) =>
    startOperation(
      { ...context, database: given },
      { id: endpoint.id, kind: 'replay', since: HOUR_AGO },
    ).catch((error: unknown) => error)
  const [written, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = begin({
    ...database,
    transaction: (work) =>
      database.transaction(async (tx) => {
        const result = await work(tx)
        written.resolve()
        await commit.promise
        return result
      }),
  })
  await written.promise
  const second = begin(database)
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND query LIKE '%INSERT INTO delivery_operations%'`,
    )
    expect(rows).toHaveLength(1)
  })
  commit.resolve()
  expect(await first).toMatchObject({ kind: 'replay', status: 'running' })
  expect(await second).toMatchObject({ code: 'operation_running' })
  expect(await listOperations(context, endpoint)).toHaveLength(1)
})

test('a replay in order waits for what is being sent, which goes out again in its turn', async () => {
  let answer = () => {}
  const { workspace, receiver, endpoint, context } = await setUpWith(
    { ordered: true, eventTypes: ['document.saved'] },
    (_request, response) => {
      answer = () => response.end()
    },
    200,
  )
  const other = await createEndpoint(context, { url: receiver.url, eventTypes: ['member.*'] })
  const plan = await testDocument(workspace)
  const replay = ({ id }: { id: string }) => startOperation(context, { id, kind: 'replay', since: HOUR_AGO })
  const done = (operation: { id: string }) =>
    vi.waitFor(async () => expect(await getOperation(context, operation)).toMatchObject({ status: 'done' }))
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  const missed = eventId(await plan.save())
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  const sent = eventId(await plan.save())
  const engine = await testEngine(database)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  const operation = await replay(endpoint)
  await runner()
  // Other endpoints do not wait for it.
  await done(await replay(other))
  expect(await getOperation(context, operation)).toMatchObject({ status: 'running' })
  answer()
  await done(operation)
  await engine.made(3, workspace)
  expect(idsInTurn(receiver.received)).toEqual([sent, missed, sent])
})

test('an operation in order that is stopped releases what waited for it', async () => {
  const { workspace, receiver, endpoint, context } = await setUpWith({ ordered: true })
  const { id } = await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
  await workspace.happen()
  const engine = await testEngine(database)
  await cancelOperation(context, { id })
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})

test('saves that are sent as one come after what happened between them, also in a replay', async () => {
  const { workspace, receiver, endpoint, context } = await setUpWith({
    ordered: true,
    coalesceSeconds: 300,
    eventTypes: ['document.saved', 'document.trashed'],
  })
  const plan = await testDocument(workspace)
  const first = eventId(await plan.save())
  await trashDocument(context, { documentId: plan.id })
  const engine = await testEngine(database)
  const second = eventId(await plan.save())
  await engine.made(1, workspace)
  await database.query('UPDATE deliveries SET next_attempt_at = now() WHERE endpoint_id = $1::uuid', [
    endpoint.id,
  ])
  await database.notify('delivery_ready', {})
  await engine.made(2, workspace)
  const told = () =>
    receiver.received.map(({ body }) => {
      const { id, type, data } = JSON.parse(body) as EventEnvelope<'document.saved'>
      return type === 'document.saved' ? [id, data.merged ?? 1] : type
    })
  expect(told()).toEqual(['document.trashed', [first, 2]])
  await runner()
  await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
  await engine.made(5, workspace)
  expect(told().slice(2)).toEqual(['document.trashed', [first, 2], [second, 1]])
})

test('replay: also of documents that are deleted by now, where every member could read them', async () => {
  const { workspace, receiver, endpoint, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, eventTypes: ['document.saved', 'document.deleted'] })
  const documents = {
    open: await testDocument(workspace, { title: 'Open' }),
    closed: await testDocument(workspace, { title: 'Closed', open: false }),
  }
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  for (const { id, save } of Object.values(documents)) {
    await save()
    await trashDocument(context, { documentId: id })
    await deleteDocument(context, { documentId: id })
  }
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  const engine = await testEngine(database)
  await runner()
  const operation = await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
  await engine.made(2, workspace)
  await vi.waitFor(async () =>
    expect(await getOperation(context, operation)).toMatchObject({ status: 'done' }),
  )
  expect(typesOf(receiver.received, 'Open')).toEqual(['document.deleted', 'document.saved'])
  expect(typesOf(receiver.received, 'Closed')).toEqual([])
})

test('replay: an endpoint’s filters hold for documents that were moved or deleted, by where they were then', async () => {
  const { workspace, receiver, endpoint, context } = await setUp()
  const folder = await testDocument(workspace, { title: 'Folder' })
  const known = await testDocument(workspace, { title: 'Told of before', parentId: folder.id })
  const fresh = await testDocument(workspace, { title: 'Never told of', parentId: folder.id })
  const moved = await testDocument(workspace, { title: 'Moved', parentId: folder.id })
  const chosen = await testDocument(workspace, { title: 'Chosen' })
  const other = await testDocument(workspace, { title: 'Other' })
  const filter = (filters: GivenSettings['filters']) =>
    updateEndpoint(context, { id: endpoint.id, status: 'active', ...(filters && { filters }) })
  await updateEndpoint(context, { id: endpoint.id, eventTypes: ['document.saved', 'document.deleted'] })
  await filter({ folderIds: [folder.id], documentIds: [chosen.id] })
  await known.save()
  await database.query(`UPDATE webhook_endpoints SET status = 'disabled' WHERE id = $1::uuid`, [endpoint.id])
  await moved.save()
  await moveDocument(context, { documentId: moved.id, parentId: null })
  await moved.save()
  for (const { id } of [known, fresh, chosen, other]) {
    await trashDocument(context, { documentId: id })
    await deleteDocument(context, { documentId: id })
  }
  await filter({ folderIds: [folder.id], documentIds: [chosen.id] })
  await runner()
  const replay = async () => {
    const operation = await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
    await vi.waitFor(async () =>
      expect(await getOperation(context, operation)).toMatchObject({ status: 'done' }),
    )
  }
  await replay()
  const engine = await testEngine(database)
  await engine.made(5, workspace)
  await vi.waitFor(() => expect(engine.inFlight()).toBe(0))
  const titles = ['Told of before', 'Never told of', 'Moved', 'Chosen', 'Other']
  expect(titles.map((title) => typesOf(receiver.received, title))).toEqual([
    ['document.deleted', 'document.saved'],
    ['document.deleted'],
    ['document.saved'],
    ['document.deleted'],
    [],
  ])
  // The actor is checked as well.
  await filter({ documentIds: [chosen.id], actorIds: [folder.id] })
  await replay()
  expect((await listDeliveries(context, { endpointId: endpoint.id, status: 'pending' })).items).toEqual([])
  expect(receiver.received).toHaveLength(5)
})

test('cancel: what is pending ends, and nothing of it is sent', async () => {
  const { workspace, receiver, endpoint, statuses, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  for (let index = 0; index < 3; index++) await workspace.happen()
  const input = { id: endpoint.id, kind: 'cancel' as const }
  expect(await countOperation(context, input)).toEqual({ count: 3 })
  await startOperation(context, input)
  await runner()
  await vi.waitFor(async () => expect(await statuses()).toEqual(Array(3).fill('cancelled')))
  expect(receiver.received).toEqual([])
})

test('cancel: what was being sent and did not arrive is not tried again, and only what was cancelled is counted', async () => {
  const asked: ServerResponse[] = []
  const { workspace, endpoint, statuses, context } = await setUpWith(
    { retrySchedule: [0, 3600] },
    (_request, response) => asked.push(response),
  )
  await testEngine(database)
  for (let index = 0; index < 2; index++) await workspace.happen()
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  await database.query(`UPDATE webhook_endpoints SET probe_at = 'infinity' WHERE id = $1::uuid`, [
    endpoint.id,
  ])
  await workspace.happen()
  const operation = await startOperation(context, { id: endpoint.id, kind: 'cancel' })
  await runner()
  const now = () => getOperation(context, operation)
  await vi.waitFor(async () => expect(await now()).toMatchObject({ status: 'running', done: 1, total: 3 }))
  asked[0]?.writeHead(500).end()
  asked[1]?.writeHead(200).end()
  await vi.waitFor(async () => expect(await now()).toMatchObject({ status: 'done', done: 2 }))
  expect((await statuses()).sort()).toEqual(['cancelled', 'cancelled', 'succeeded'])
})

test('cancel: what was made after it began and is being sent is not waited for', async () => {
  const { workspace, endpoint, statuses, context } = await setUp()
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  const operation = await startOperation(context, { id: endpoint.id, kind: 'cancel', until: inAnHour })
  await workspace.happen()
  await database.query(
    `UPDATE deliveries SET leased_until = now() + interval '1 hour' WHERE endpoint_id = $1::uuid`,
    [endpoint.id],
  )
  await runner()
  await vi.waitFor(async () =>
    expect(await getOperation(context, operation)).toMatchObject({ status: 'done', done: 0 }),
  )
  expect(await statuses()).toEqual(['pending'])
})

test('cancel, in order: what waits behind a send ends at once', async () => {
  const asked: ServerResponse[] = []
  const { workspace, endpoint, statuses, context } = await setUpWith(
    { ordered: true },
    (_request, response) => asked.push(response),
  )
  await testEngine(database)
  for (let index = 0; index < 3; index++) await workspace.happen()
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  await startOperation(context, { id: endpoint.id, kind: 'cancel' })
  await runner()
  await vi.waitFor(async () =>
    expect((await statuses()).sort()).toEqual(['cancelled', 'cancelled', 'pending']),
  )
  asked[0]?.writeHead(200).end()
})

test('cancel: also what the endpoint does not subscribe to any more', async () => {
  const { workspace, receiver, endpoint, statuses, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  await workspace.happen()
  await updateEndpoint(context, { id: endpoint.id, eventTypes: ['comment.*'] })
  const input = { id: endpoint.id, kind: 'cancel' as const }
  expect(await countOperation(context, { ...input, types: ['comment.*'] })).toEqual({ count: 0 })
  expect(await countOperation(context, input)).toEqual({ count: 1 })
  await startOperation(context, input)
  await runner()
  await vi.waitFor(async () => expect(await statuses()).toEqual(['cancelled']))
  expect(receiver.received).toEqual([])
})

test('recover: also what the endpoint does not subscribe to any more, and failed test events', async () => {
  const { workspace, receiver, endpoint, statuses, context } = await setUp(500)
  await workspace.happen()
  await sendTestEvent(context, { id: endpoint.id, type: 'document.saved' })
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  await vi.waitFor(async () => expect(await statuses()).toEqual(['failed', 'failed']))
  await updateEndpoint(context, { id: endpoint.id, eventTypes: ['comment.*'] })
  receiver.answerWith(200)
  const input = { id: endpoint.id, kind: 'recover' as const, since: HOUR_AGO }
  expect(await countOperation(context, input)).toEqual({ count: 2 })
  await startOperation(context, input)
  await runner()
  await vi.waitFor(async () => expect(await statuses()).toEqual(['succeeded', 'succeeded']))
})

test('recover: what failed and cannot be sent any more is not counted, and stays as it failed', async () => {
  const { workspace, endpoint, statuses, context } = await setUp(500)
  const engine = await testEngine(database)
  await workspace.happen()
  await workspace.happen()
  await engine.made(2, workspace)
  await engine.stop(0)
  await database.query(
    `DELETE FROM events WHERE id = (SELECT event_id FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id LIMIT 1)`,
    [endpoint.id],
  )
  const operation = await startOperation(context, { id: endpoint.id, kind: 'recover', since: HOUR_AGO })
  expect(operation).toMatchObject({ total: 1 })
  await runner()
  await vi.waitFor(async () => expect(await getOperation(context, operation)).toMatchObject({ done: 1 }))
  expect(await statuses()).toEqual(['pending', 'failed'])
})

test('what happened at the moment at which two ranges meet belongs to the later one', async () => {
  const { workspace, endpoint, context } = await setUp()
  const meet = '2026-01-01T12:00:00.000Z'
  await workspace.happen()
  await database.query(
    `UPDATE deliveries SET status = 'failed', completed_at = $2::timestamptz WHERE endpoint_id = $1::uuid`,
    [endpoint.id, meet],
  )
  const failed = (since: string, until: string) =>
    countOperation(context, { id: endpoint.id, kind: 'recover', since, until })
  expect(await failed('2026-01-01', meet)).toEqual({ count: 0 })
  expect(await failed(meet, '2026-01-02')).toEqual({ count: 1 })
})

test('“up to now” goes by the database’s clock, also where ours is behind', async () => {
  const { workspace, endpoint, context } = await setUp()
  await addDeliveries(database, endpoint.id, 'failed', 2)
  await database.query(`UPDATE deliveries SET payload = '{}' WHERE endpoint_id = $1::uuid`, [endpoint.id])
  await workspace.happen()
  const behind = { ...context, now: () => new Date(Date.now() - 60_000) }
  const count = async (kind: 'recover' | 'cancel' | 'replay') =>
    (await countOperation(behind, { id: endpoint.id, kind, since: HOUR_AGO })).count
  expect([await count('recover'), await count('cancel'), await count('replay')]).toEqual([2, 1, 1])
})

test('a worker that dies in the middle: another goes on where it was', async () => {
  const { endpoint, statuses, context } = await setUp()
  await addDeliveries(database, endpoint.id, 'failed', 4)
  await database.query(`UPDATE deliveries SET payload = '{}' WHERE endpoint_id = $1::uuid`, [endpoint.id])
  const { id } = await startOperation(context, { id: endpoint.id, kind: 'recover', since: HOUR_AGO })
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id',
    [endpoint.id],
  )
  // As the dead worker left it: two done, and a lease.
  await database.query(
    `UPDATE delivery_operations SET done = 2, position = $2, leased_until = now() + interval '1 hour' WHERE id = $1::uuid`,
    [id, rows[1]?.id],
  )
  await runner()
  await database.query('UPDATE delivery_operations SET leased_until = now() WHERE id = $1::uuid', [id])
  await database.notify('operation_ready', {})
  await vi.waitFor(async () =>
    expect(await getOperation(context, { id })).toMatchObject({ status: 'done', done: 4 }),
  )
  expect(await statuses()).toEqual(['pending', 'pending', 'failed', 'failed'])
})

test('an operation that is stopped between two batches goes no further', async () => {
  const { endpoint, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  await addDeliveries(database, endpoint.id, 'pending', 3000)
  const { id } = await startOperation(context, { id: endpoint.id, kind: 'cancel' })
  const [held, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = database.sqlTransaction(async (tx) => {
    await tx.query('SELECT FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id LIMIT 1 FOR UPDATE', [
      endpoint.id,
    ])
    held.resolve()
    await free.promise
  })
  const waiting = (count: number) =>
    vi.waitFor(async () => {
      const { rows } = await database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      expect(rows).toHaveLength(count)
    })
  await held.promise
  await runner()
  await waiting(1)
  const stopped = cancelOperation(context, { id })
  await waiting(2)
  free.resolve()
  await holding
  const { status, done } = await stopped
  // The cancellation waits for the row, and the next batch may have taken it first.
  expect([status, done % 500]).toEqual(['cancelled', 0])
  // The runner, which does one batch after the other, has come to the next.
  const next = await startOperation(context, { id: endpoint.id, kind: 'cancel', types: ['comment.*'] })
  await vi.waitFor(async () => expect(await getOperation(context, next)).toMatchObject({ status: 'done' }))
  expect(await cancelOperation(context, next), 'it has ended').toMatchObject({ status: 'done' })
  expect(done).toBeLessThan(3000)
  expect(await countOperation(context, { id: endpoint.id, kind: 'cancel' })).toEqual({ count: 3000 - done })
})

test('one at a time for each endpoint; it can be stopped by hand, and nonsense is refused', async () => {
  const { endpoint, context } = await setUp()
  const input = { id: endpoint.id, kind: 'replay' as const, since: HOUR_AGO }
  const { id } = await startOperation(context, input)
  await expect(startOperation(context, input)).rejects.toMatchObject({ code: 'operation_running' })
  expect(await cancelOperation(context, { id })).toMatchObject({ status: 'cancelled' })
  await startOperation(context, input)
  const wrong = [
    [{ since: 'yesterday' }, 'moment_invalid'],
    [{ until: HOUR_AGO }, 'range_empty'],
    [{ types: ['documents.*'] }, 'event_type_unknown'],
  ] as const
  for (const [change, code] of wrong)
    await expect(countOperation(context, { ...input, ...change })).rejects.toMatchObject({ code })
  const { context: member } = await testWorkspace(database, { role: 'member' })
  await expect(listOperations(member, endpoint)).rejects.toMatchObject({ kind: 'forbidden' })
})

test('an operation of another workspace is not there, and none is begun in one', async () => {
  const { endpoint, context } = await setUp()
  const input = { id: endpoint.id, kind: 'replay' as const, since: HOUR_AGO }
  const { id } = await startOperation(context, input)
  const { context: stranger } = await testWorkspace(database)
  const doors = [
    () => getOperation(stranger, { id }),
    () => cancelOperation(stranger, { id }),
    () => listOperations(stranger, endpoint),
    () => countOperation(stranger, input),
    () => startOperation(stranger, input),
  ]
  for (const door of doors) await expect(door()).rejects.toMatchObject({ kind: 'not_found' })
  expect(await getOperation(context, { id })).toMatchObject({ status: 'running' })
})

test('a delivery that is being sent at this moment is neither sent again nor ended by an operation', async () => {
  const { workspace, endpoint, context } = await setUp()
  await workspace.happen()
  const [delivery] = (await listDeliveries(context, { endpointId: endpoint.id })).items
  if (!delivery) throw new Error('no delivery')
  const { rows: leases } = await database.query(
    `UPDATE deliveries SET leased_until = now() + interval '1 minute' WHERE id = $1::uuid
     RETURNING status, leased_until`,
    [delivery.id],
  )
  await expect(retryDelivery(context, { id: delivery.id })).rejects.toMatchObject({
    code: 'delivery_in_flight',
  })
  await runner()
  const replay = await startOperation(context, { id: endpoint.id, kind: 'replay', since: HOUR_AGO })
  await vi.waitFor(async () => expect(await getOperation(context, replay)).toMatchObject({ status: 'done' }))
  // Only its end shows whether something is left to cancel.
  const cancel = await startOperation(context, { id: endpoint.id, kind: 'cancel', since: HOUR_AGO })
  await vi.waitFor(async () => {
    const { rows } = await database.query('SELECT position FROM delivery_operations WHERE id = $1::uuid', [
      cancel.id,
    ])
    expect(rows[0]?.position).not.toBeNull()
  })
  expect(await getOperation(context, cancel)).toMatchObject({ status: 'running', done: 0 })
  const { rows } = await database.query(
    'SELECT status, leased_until FROM deliveries WHERE endpoint_id = $1',
    [endpoint.id],
  )
  expect(rows).toEqual(leases)
})

test('an endpoint that is deleted while a batch begins is deleted, and the runner goes on with others', async () => {
  const { endpoint, context } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  await addDeliveries(database, endpoint.id, 'pending', 3)
  const { id } = await startOperation(context, { id: endpoint.id, kind: 'cancel' })
  const { tx, commit } = await openTransaction(database)
  // In the order of the deletion: the endpoint, and then what belongs to it.
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR UPDATE', [endpoint.id])
  await runner()
  await somebodyWaits(database)
  await tx.query('SELECT FROM delivery_operations WHERE id = $1::uuid FOR UPDATE NOWAIT', [id])
  await tx.query('DELETE FROM webhook_endpoints WHERE id = $1::uuid', [endpoint.id])
  await commit()
  const { endpoint: other, context: ofOther } = await setUp()
  const next = await startOperation(ofOther, { id: other.id, kind: 'cancel' })
  await vi.waitFor(async () => expect(await getOperation(ofOther, next)).toMatchObject({ status: 'done' }))
})
