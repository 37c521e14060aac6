import { testSeal } from '@quillwire/core/testing/services'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { type TestWorkspace, testWorkspace } from '../testing/workspace.ts'
import type { Attempt } from './attempt.ts'
import { attemptOutcome } from './attempt-outcome.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import { createEndpointCache } from './endpoint-cache.ts'
import { createRecorder } from './recorder.ts'
import { takeDeliveries } from './take-deliveries.ts'
import type { Exchange } from './webhook-client.ts'

const { database } = await testDatabase()

/** This many deliveries of a new workspace, each to an endpoint of its own, in the hands of a worker. */
async function claimed(count: number): Promise<{ workspace: TestWorkspace; deliveries: ClaimedDelivery[] }> {
  const workspace = await testWorkspace(database)
  for (let made = 0; made < count; made++)
    await createEndpoint(workspace.context, {
      url: 'https://example.com/',
      eventTypes: ['member.*'],
      retrySchedule: [0, 3600],
    })
  await workspace.happen()
  const limits = { total: 100, perEndpoint: 10, ofEndpoint: new Map(), busy: [] }
  const { deliveries } = await takeDeliveries(database, createEndpointCache(database, testSeal), limits)
  // The tests before may have left some.
  return { workspace, deliveries: deliveries.filter(({ endpoint }) => endpoint.workspaceId === workspace.id) }
}

function attemptAt(delivery: ClaimedDelivery, answer: Partial<Exchange>): Attempt {
  const exchange = { response: null, error: null, durationMs: 1, remoteAddress: null, ...answer }
  const outcome = attemptOutcome(exchange, 1, delivery.endpoint.retrySchedule, new Date())
  return { id: newId(), delivery, startedAt: new Date(), request: null, exchange, outcome, reply: null }
}

/** Records them, all that come after the first together. Returns what was reported of each. */
async function recordAll(attempts: readonly Attempt[]): Promise<unknown[]> {
  const recorder = createRecorder(
    database,
    () => {},
    new AbortController().signal,
    () => {},
  )
  return await Promise.all(
    attempts.map(
      (attempt) => new Promise((done) => recorder.record(attempt, (error) => done(error ?? 'recorded'))),
    ),
  )
}

/** Behind which the schedule has no other attempt. */
function lastFailure(delivery: ClaimedDelivery): Attempt {
  const attempt = attemptAt(delivery, { error: 'It did not answer.' })
  return { ...attempt, outcome: { ...attempt.outcome, status: 'failed', retryInMs: null } }
}

async function exhausted({ id }: TestWorkspace): Promise<number> {
  const { rows } = await database.query(
    `SELECT FROM events WHERE workspace_id = $1::uuid AND type = 'delivery.exhausted'`,
    [id],
  )
  return rows.length
}

const fine: Partial<Exchange> = { response: { status: 200, headers: {}, body: 'thank you' } }

test('what the database cannot hold is left out, and nobody else’s result with it', async () => {
  const { workspace, deliveries } = await claimed(4)
  const odd: Partial<Exchange>[] = [
    fine,
    { error: 'a\0b' },
    fine,
    { ...fine, response: { status: 200, headers: {}, body: '\0' } },
  ]
  const attempts = deliveries.map((delivery, index) => attemptAt(delivery, odd[index] ?? fine))
  expect(await recordAll(attempts)).toEqual(['recorded', 'recorded', 'recorded', 'recorded'])
  const views = await Promise.all(deliveries.map(({ id }) => getDelivery(workspace.context, { id })))
  expect(views.map(({ status, attemptCount, lastError }) => [status, attemptCount, lastError])).toEqual([
    ['succeeded', 1, null],
    ['pending', 1, 'What went wrong cannot be shown.'],
    ['succeeded', 1, null],
    ['succeeded', 1, null],
  ])
  expect(views.map(({ attempts: [attempt] }) => attempt?.response?.body)).toEqual([
    'thank you',
    undefined,
    'thank you',
    '(cannot be shown)',
  ])
})

test('a failure that is recorded late takes nothing from a success', async () => {
  const { workspace, deliveries } = await claimed(1)
  const [delivery] = deliveries
  if (!delivery) throw new Error('Nothing was claimed.')
  await recordAll([attemptAt(delivery, fine)])
  const before = await getDelivery(workspace.context, delivery)
  expect(before).toMatchObject({ status: 'succeeded', completedAt: expect.any(Date), lastStatusCode: 200 })
  const late = attemptAt(delivery, { error: 'It did not answer.' })
  const last = attemptAt(delivery, { error: 'Nor now.' })
  await recordAll([late, { ...last, outcome: { ...last.outcome, status: 'failed', retryInMs: null } }])
  const after = await getDelivery(workspace.context, delivery)
  const { attempts } = after
  expect(after).toEqual({ ...before, attempts, attemptCount: 3 })
  expect(attempts.map(({ error }) => error)).toEqual([null, 'It did not answer.', 'Nor now.'])
  const { rows } = await database.query(
    'SELECT type FROM events WHERE workspace_id = $1::uuid ORDER BY id DESC LIMIT 1',
    [workspace.id],
  )
  expect(rows).toEqual([{ type: 'member.invited' }])
})

test('a failure that is recorded late does not revive what was cancelled meanwhile', async () => {
  const { workspace, deliveries } = await claimed(1)
  const [delivery] = deliveries
  if (!delivery) throw new Error('Nothing was claimed.')
  await database.query(
    `UPDATE deliveries SET status = 'cancelled', completed_at = now(), leased_until = NULL, last_error = 'Cancelled by hand.'
      WHERE id = $1::uuid`,
    [delivery.id],
  )
  await recordAll([attemptAt(delivery, { error: 'It did not answer.' })])
  expect(await getDelivery(workspace.context, delivery)).toMatchObject({
    status: 'cancelled',
    lastError: 'Cancelled by hand.',
    attempts: [{ error: 'It did not answer.' }],
  })
})

test('a last failure that is recorded late does not end what was sent again by hand meanwhile', async () => {
  const { workspace, deliveries } = await claimed(1)
  const [delivery] = deliveries
  if (!delivery) throw new Error('Nothing was claimed.')
  await database.query(
    `UPDATE deliveries SET leased_until = now() - interval '1 second' WHERE id = $1::uuid`,
    [delivery.id],
  )
  await retryDelivery(workspace.context, delivery)
  await recordAll([lastFailure(delivery)])
  expect(await getDelivery(workspace.context, delivery)).toMatchObject({
    status: 'pending',
    completedAt: null,
    attempts: [{ error: 'It did not answer.' }],
  })
  expect(await exhausted(workspace)).toBe(0)
})

test('the last failure of a delivery that two workers have sent is reported once, by the one that has it', async () => {
  const { workspace, deliveries } = await claimed(1)
  const [delivery] = deliveries
  if (!delivery) throw new Error('Nothing was claimed.')
  const { rows } = await database.query<{ lease: string }>(
    `UPDATE deliveries SET leased_until = now() + interval '1 minute' WHERE id = $1::uuid RETURNING leased_until::text AS lease`,
    [delivery.id],
  )
  const ofAnother = { ...delivery, leasedUntil: rows[0]?.lease ?? '' }
  await recordAll([lastFailure(delivery)])
  expect(await getDelivery(workspace.context, delivery)).toMatchObject({ status: 'pending' })
  await recordAll([lastFailure(ofAnother)])
  await recordAll([lastFailure(delivery)])
  expect(await getDelivery(workspace.context, delivery)).toMatchObject({ status: 'failed', attemptCount: 3 })
  expect(await exhausted(workspace)).toBe(1)
})

test('recording waits for a change of the endpoint before it locks the delivery that the change may need', async () => {
  const { deliveries } = await claimed(1)
  const [delivery] = deliveries
  if (!delivery) throw new Error('Nothing was claimed.')
  for (const status of ['pending', 'failed'] as const) {
    const { tx, commit } = await openTransaction(database)
    await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR UPDATE', [delivery.endpoint.id])
    const attempt = attemptAt(delivery, { error: 'It did not answer.' })
    const recorded = recordAll([{ ...attempt, outcome: { ...attempt.outcome, status } }])
    await somebodyWaits(database)
    await tx.query('SELECT FROM deliveries WHERE id = $1::uuid FOR UPDATE NOWAIT', [delivery.id])
    await commit()
    expect(await recorded).toEqual(['recorded'])
  }
})

test('recording does not wait while an admin who asks for order waits for a transaction that is writing', async () => {
  const { workspace, deliveries } = await claimed(1)
  const [delivery] = deliveries
  if (!delivery) throw new Error('Nothing was claimed.')
  const { tx, commit } = await openTransaction(database)
  await workspace.happen(tx)
  const changed = updateEndpoint(workspace.context, { id: delivery.endpoint.id, ordered: true })
  await somebodyWaits(database)
  expect(await recordAll([attemptAt(delivery, { error: 'It did not answer.' })])).toEqual(['recorded'])
  await commit()
  expect(await changed).toMatchObject({ ordered: true })
})

test('an endpoint is not judged by what its former URL still answers, and what that refused goes to the new one', async () => {
  const { workspace, deliveries } = await claimed(3)
  const answers: Exchange['response'][] = [
    { status: 500, headers: {}, body: '' },
    { status: 429, headers: { 'retry-after': '3600' }, body: '' },
    { status: 410, headers: {}, body: '' },
  ]
  for (const [index, delivery] of deliveries.entries()) {
    const { id } = delivery.endpoint
    await updateEndpoint(workspace.context, { id, url: 'https://example.com/new' })
    await recordAll([attemptAt(delivery, { response: answers[index] ?? null })])
    expect(await getEndpoint(workspace.context, { id })).toMatchObject({
      status: 'active',
      failingSince: null,
      throttledUntil: null,
    })
    expect(await getDelivery(workspace.context, delivery)).toMatchObject({
      status: 'pending',
      attempts: [{ response: { status: answers[index]?.status } }],
    })
  }
})

test('nor by what its former URL answers to one of several that are recorded together', async () => {
  const { workspace, deliveries } = await claimed(1)
  const [old] = deliveries
  if (!old) throw new Error('Nothing was claimed.')
  const { id } = old.endpoint
  const url = 'https://example.com/new'
  await updateEndpoint(workspace.context, { id, url })
  const throttled = attemptAt(old, {
    response: { status: 429, headers: { 'retry-after': '3600' }, body: '' },
  })
  // All of the same delivery, since this is about the endpoint. The first is recorded on its own.
  await recordAll([attemptAt(old, fine), attemptAt(old, fine), throttled])
  expect(await getEndpoint(workspace.context, { id })).toMatchObject({
    failingSince: null,
    throttledUntil: null,
  })
  const now = { ...old, endpoint: { ...old.endpoint, url } }
  const failed = attemptAt(now, { response: { status: 500, headers: {}, body: '' } })
  await recordAll([attemptAt(now, fine), throttled, failed].map((one) => ({ ...one, id: newId() })))
  expect(await getEndpoint(workspace.context, { id })).toMatchObject({
    failingSince: expect.any(Date),
    throttledUntil: null,
  })
})
