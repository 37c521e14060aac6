import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { sendTestEvent } from '../deliveries/send-test-event.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createEndpoint } from './create-endpoint.ts'
import { deleteEndpoint } from './delete-endpoint.ts'
import { getEndpoint } from './get-endpoint.ts'
import { listEndpoints } from './list-endpoints.ts'
import { DEFAULT_RETRY_SCHEDULE } from './retry-schedule.ts'
import { revealSecret } from './reveal-secret.ts'
import { rotateSecret } from './rotate-secret.ts'
import { updateEndpoint } from './update-endpoint.ts'

const { database } = await testDatabase()
const example = { url: 'https://example.com/hook', eventTypes: ['comment.*'] }

async function eventsOf(workspaceId: string) {
  const { rows } = await database.query<{ type: string; data: { changed?: string[] } }>(
    'SELECT type, data FROM events WHERE workspace_id = $1::uuid ORDER BY sequence',
    [workspaceId],
  )
  return rows.map(({ type, data }) => (data.changed ? [type, data.changed] : [type]))
}

test('an endpoint has sensible settings, a secret of its own, and is reported', async () => {
  const { id, context } = await testWorkspace(database)
  const { secret, ...made } = await createEndpoint(context, example)
  expect(made).toMatchObject({
    ...example,
    description: '',
    headers: {},
    status: 'active',
    timeoutMs: 15_000,
    retrySchedule: [...DEFAULT_RETRY_SCHEDULE],
    lastSuccessAt: null,
    failingSince: null,
  })
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
  expect(await getEndpoint(context, made)).toEqual(made)
  expect(await listEndpoints(context)).toEqual({ items: [made], nextCursor: null })
  expect(await revealSecret(context, made)).toEqual({ secret })
  const { rows } = await database.query('SELECT secret_sealed FROM webhook_endpoints WHERE id = $1::uuid', [
    made.id,
  ])
  expect(JSON.stringify(rows)).not.toContain(secret.slice(6))
  expect(await eventsOf(id)).toEqual([['endpoint.created']])
})

test('a change reports what changed, and nothing where nothing did', async () => {
  const { id, context } = await testWorkspace(database)
  const endpoint = await createEndpoint(context, example)
  await updateEndpoint(context, { id: endpoint.id, ...example, description: 'CRM', headers: { 'X-A': 'b' } })
  await updateEndpoint(context, {
    id: endpoint.id,
    description: 'CRM',
    headers: { 'x-a': 'b' },
    status: 'active',
  })
  const paused = await updateEndpoint(context, { id: endpoint.id, status: 'paused', retrySchedule: [0, 1] })
  expect(paused).toMatchObject({
    status: 'paused',
    description: 'CRM',
    headers: { 'x-a': 'b' },
    retrySchedule: [0, 1],
  })
  expect(await eventsOf(id)).toEqual([
    ['endpoint.created'],
    ['endpoint.updated', ['description', 'headers']],
    ['endpoint.updated', ['retrySchedule', 'status']],
  ])
})

test.each([
  [{ eventTypes: [] }, 'event_types_missing', 'eventTypes'],
  [{ eventTypes: ['comment'] }, 'event_type_unknown', 'eventTypes'],
  [{ timeoutMs: 500 }, 'timeout_out_of_range', 'timeoutMs'],
  [{ timeoutMs: 30_001 }, 'timeout_out_of_range', 'timeoutMs'],
  [{ retrySchedule: [] }, 'retry_schedule_invalid', 'retrySchedule'],
  [{ retrySchedule: [0, -1] }, 'retry_schedule_invalid', 'retrySchedule'],
  [{ retrySchedule: [0, 86_401] }, 'retry_schedule_invalid', 'retrySchedule'],
  [{ description: 'x'.repeat(201) }, 'description_too_long', 'description'],
])('%j is refused, new or changed', async (input, code, field) => {
  const { context } = await testWorkspace(database)
  await expect(createEndpoint(context, { ...example, ...input })).rejects.toMatchObject({ code, field })
  const { id } = await createEndpoint(context, example)
  await expect(updateEndpoint(context, { id, ...input })).rejects.toMatchObject({ code, field })
  expect(await getEndpoint(context, { id })).toMatchObject(example)
})

test('a test event is the sample, under an id and time of its own, and no event of the workspace', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const { context, id } = workspace
  const endpoint = await createEndpoint(context, { url: receiver.url, eventTypes: ['member.*'] })
  const sent = await sendTestEvent(context, { id: endpoint.id, type: 'comment.created' })
  expect(sent).toMatchObject({ test: true, status: 'pending', eventType: 'comment.created', attemptCount: 0 })
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const [got] = receiver.received
  expect(new Webhook(endpoint.secret).verify(got?.body ?? '', got?.headers ?? {})).toMatchObject({
    id: sent.eventId,
    type: 'comment.created',
    workspace: { id, name: 'Lind & Weber' },
    data: { comment: { body: 'Is the date confirmed with the printer?' } },
  })
  expect(await getDelivery(context, sent)).toMatchObject({
    status: 'succeeded',
    payload: { id: sent.eventId },
  })
  expect(await eventsOf(id)).toEqual([['endpoint.created']])
  await expect(sendTestEvent(context, { id: endpoint.id, type: 'x' })).rejects.toMatchObject({
    field: 'type',
  })
})

test('deliveries come in pages, newest first, by status and type', async () => {
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const endpoint = await createEndpoint(context, { ...example, eventTypes: ['member.*'] })
  for (let i = 0; i < 3; i++) await workspace.happen()
  await sendTestEvent(context, { id: endpoint.id, type: 'comment.created' })
  const input = { endpointId: endpoint.id }
  const first = await listDeliveries(context, { ...input, limit: 2 })
  const second = await listDeliveries(context, { ...input, limit: 2, cursor: first.nextCursor ?? '' })
  expect(first.items[0]).toMatchObject({ eventType: 'comment.created' })
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(4)
  expect(second.nextCursor).toBeNull()
  expect((await listDeliveries(context, { ...input, eventType: 'member.invited' })).items).toHaveLength(3)
  expect((await listDeliveries(context, { ...input, status: 'failed' })).items).toHaveLength(0)
  await expect(listDeliveries(context, { ...input, cursor: 'x' })).rejects.toMatchObject({
    code: 'cursor_invalid',
  })
})

test('the number of endpoints of a workspace is limited, and its consumers of the stream do not count', async () => {
  const { context } = await testWorkspace(database)
  const { id } = await createEndpoint(context, example)
  const { workspaceId, url, eventTypes, createdByType } =
    await database.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id } })
  const copies = (count: number, kind: 'webhook' | 'stream') =>
    database.prisma.webhookEndpoint.createMany({
      data: Array.from({ length: count }, () => ({
        id: newId(),
        workspaceId,
        url,
        eventTypes,
        createdByType,
        kind,
      })),
    })
  await copies(498, 'webhook')
  await copies(10, 'stream')
  await createEndpoint(context, example)
  await expect(createEndpoint(context, example)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'too_many_endpoints',
    message: 'A workspace can have at most 500 endpoints. Delete one that is no longer used.',
  })
})

test('a change of an endpoint does not wait for a transaction that writes to it, so that the two never wait in a circle', async () => {
  const { context } = await testWorkspace(database)
  const input = { url: 'https://example.com/', eventTypes: ['*'] }
  const [one, other] = [await createEndpoint(context, input), await createEndpoint(context, input)]
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR KEY SHARE', [one.id])
  await updateEndpoint(context, { id: one.id, description: 'CRM' })
  await rotateSecret(context, { id: one.id })
  await commit()
  // A change that affects deliveries being written has to wait for those, and each such change waits its turn.
  for (let round = 0; round < 10; round++)
    await Promise.all(
      [one, other].map(({ id }) =>
        updateEndpoint(context, { id, ordered: round % 2 === 0, coalesceSeconds: round }),
      ),
    )
})

test('a deleted endpoint is gone with all its deliveries', async () => {
  const workspace = await testWorkspace(database)
  const { context } = workspace
  const { id } = await createEndpoint(context, { ...example, eventTypes: ['*'] })
  await workspace.happen()
  await deleteEndpoint(context, { id })
  await expect(getEndpoint(context, { id })).rejects.toMatchObject({ code: 'endpoint_not_found' })
  const { rows } = await database.query('SELECT FROM deliveries WHERE endpoint_id = $1::uuid', [id])
  expect(rows).toEqual([])
})

test('only those who manage integrations, and only their own', async () => {
  const { context } = await testWorkspace(database)
  const { id } = await createEndpoint(context, example)
  const delivery = await sendTestEvent(context, { id })
  const member = (await testWorkspace(database, { role: 'member' })).context
  const stranger = (await testWorkspace(database)).context
  const doors = [
    (who: typeof context) => getEndpoint(who, { id }),
    (who: typeof context) => revealSecret(who, { id }),
    (who: typeof context) => updateEndpoint(who, { id, description: 'x' }),
    (who: typeof context) => deleteEndpoint(who, { id }),
    (who: typeof context) => sendTestEvent(who, { id }),
    (who: typeof context) => listDeliveries(who, { endpointId: id }),
    (who: typeof context) => getDelivery(who, { id: delivery.id }),
    (who: typeof context) => retryDelivery(who, { id: delivery.id }),
    (who: typeof context) => rotateSecret(who, { id, overlapHours: 0 }),
  ]
  for (const door of doors) {
    await expect(door(member)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(door(stranger)).rejects.toMatchObject({ kind: 'not_found' })
  }
  await expect(createEndpoint(member, example)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await listEndpoints(stranger)).toEqual({ items: [], nextCursor: null })
})

test('what happens in a workspace is told to its own endpoints, and to those of no other', async () => {
  const [here, elsewhere] = [await testWorkspace(database), await testWorkspace(database)]
  const all = { url: 'https://example.com/hook', eventTypes: ['member.*'] }
  const [own, other] = [await createEndpoint(here.context, all), await createEndpoint(elsewhere.context, all)]
  await here.happen()
  const told = async (context: typeof here.context, endpointId: string) =>
    (await listDeliveries(context, { endpointId })).items.map(({ eventType }) => eventType)
  expect(await told(here.context, own.id)).toEqual(['member.invited'])
  expect(await told(elsewhere.context, other.id)).toEqual([])
})
