import { testDatabase } from '@quillwire/database/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()

async function setUp(...answers: Answer[]) {
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    headers: { 'X-Team': 'docs', Authorization: 'Bearer s3cret' },
    retrySchedule: [0, 1, 1],
  })
  const deliveries = async () => (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items
  return { receiver, workspace, endpoint, deliveries }
}

test('an event arrives, signed so that a stranger can verify it, and its attempt is kept', async () => {
  const { receiver, workspace, endpoint, deliveries } = await setUp((_request, response) =>
    response.writeHead(202, { 'x-answer': 'yes' }).end('thank you'),
  )
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)

  const [got] = receiver.received
  const event = new Webhook(endpoint.secret).verify(got?.body ?? '', got?.headers ?? {})
  const [delivery] = await deliveries()
  expect(event).toMatchObject({
    id: delivery?.eventId,
    type: 'member.invited',
    workspace: { id: workspace.id, name: 'Lind & Weber' },
    actor: { type: 'user', name: 'Ada Lind' },
  })
  expect(got?.headers).toMatchObject({
    'webhook-id': delivery?.eventId,
    'content-type': 'application/json',
    'user-agent': 'Quillwire/0.0.0-test',
    'x-team': 'docs',
    authorization: 'Bearer s3cret',
  })
  expect(delivery).toMatchObject({
    status: 'succeeded',
    attemptCount: 1,
    lastStatusCode: 202,
    lastError: null,
  })
  const details = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  expect(details.payload).toEqual(event)
  expect(details.attempts).toMatchObject([
    {
      number: 1,
      request: { url: receiver.url, headers: { 'x-team': 'docs', authorization: '[hidden]' } },
      response: { status: 202, headers: { 'x-answer': 'yes' }, body: 'thank you' },
      remoteAddress: '127.0.0.1',
      error: null,
    },
  ])
  expect(await getEndpoint(workspace.context, endpoint)).toMatchObject({ failingSince: null })
})

test('two failures and a success: sent by retry, the same id each time, a fresh signature', async () => {
  const { receiver, workspace, endpoint, deliveries } = await setUp(500, 500, 200)
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(3, workspace)
  const [delivery] = await deliveries()
  expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: 3, lastStatusCode: 200 })
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([delivery?.eventId]),
  )
  const verifier = new Webhook(endpoint.secret)
  for (const { body, headers } of receiver.received)
    expect(() => verifier.verify(body, headers)).not.toThrow()
  const { attempts } = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  expect(attempts.map(({ number, response }) => [number, response?.status])).toEqual([
    [1, 500],
    [2, 500],
    [3, 200],
  ])
})

test('when the schedule has ended the delivery has failed and everyone who asks is told', async () => {
  const { workspace, deliveries } = await setUp(500)
  const watcher = await startReceiver()
  onTestFinished(watcher.close)
  await createEndpoint(workspace.context, { url: watcher.url, eventTypes: ['delivery.exhausted'] })
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(4, workspace)
  const [failed] = await deliveries()
  expect(failed).toMatchObject({
    status: 'failed',
    attemptCount: 3,
    nextAttemptAt: null,
    lastError: 'Answered 500.',
  })
  expect(JSON.parse(watcher.received[0]?.body ?? '')).toMatchObject({
    type: 'delivery.exhausted',
    data: { delivery: { id: failed?.id, eventType: 'member.invited', attempts: 3, lastStatusCode: 500 } },
  })
})

test('a receiver that is gone for good is switched off at once', async () => {
  const { receiver, workspace, endpoint, deliveries } = await setUp(410)
  const told: object[] = []
  const engine = await testEngine(database, { onGone: (gone) => void told.push(gone) })
  await workspace.happen()
  await engine.made(1, workspace)
  expect(await getEndpoint(workspace.context, endpoint)).toMatchObject({
    status: 'disabled',
    disabledReason: 'gone',
    disabledAt: expect.any(Date),
  })
  await workspace.happen()
  expect(await deliveries()).toMatchObject([{ status: 'failed', attemptCount: 1 }])
  expect(receiver.received).toHaveLength(1)
  expect(told).toMatchObject([{ id: endpoint.id, reason: 'gone', admins: [expect.stringContaining('@')] }])
})

test('a receiver that asks for time gets it, and nothing else is sent to it meanwhile', async () => {
  const { receiver, workspace, deliveries } = await setUp(
    (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
    200,
  )
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  const [delivery] = await deliveries()
  const wait = (delivery?.nextAttemptAt?.getTime() ?? 0) - Date.now()
  expect(wait).toBeGreaterThan(3_590_000)
  expect(wait).toBeLessThan(3_610_000)
  await workspace.happen()
  const other = await setUp()
  await other.workspace.happen()
  await engine.made(1, other.workspace)
  expect(receiver.received).toHaveLength(1)
  expect(other.receiver.received).toHaveLength(1)
})

test('a redirect is a failure and is not followed', async () => {
  const elsewhere = await startReceiver()
  onTestFinished(elsewhere.close)
  const { workspace, deliveries } = await setUp((_request, response) =>
    response.writeHead(302, { location: elsewhere.url }).end(),
  )
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  expect((await deliveries())[0]).toMatchObject({
    status: 'pending',
    lastStatusCode: 302,
    lastError: expect.stringContaining('not followed'),
  })
  expect(elsewhere.received).toHaveLength(0)
})

test('a delivery that lost its event, and an answer that the database cannot hold, stop nobody else', async () => {
  const { workspace, deliveries } = await setUp()
  const lost = await workspace.happen()
  await database.query('DELETE FROM events WHERE id = $1::uuid', [lost])
  await workspace.happen()
  const odd = { status: 200, headers: { 'x-odd': 'a\0b' }, body: '' }
  const engine = await testEngine(database, {
    client: {
      send: async () => ({ response: odd, error: null, durationMs: 1, remoteAddress: null }),
      close: async () => {},
    },
  })
  await workspace.happen()
  await engine.made(2, workspace)
  expect((await deliveries()).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'cancelled'])
})
