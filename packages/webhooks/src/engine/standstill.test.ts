/** Workers that stand still for longer than their leases last, while others go on. */
import { testSeal } from '@quillwire/core/testing/services'
import { type Database, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { parseNetworks } from '../address-guard/judge-address.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { LOOPBACK, testWorkspace } from '../testing/workspace.ts'
import { createTransformer } from '../transformation/index.ts'
import { attemptOutcome } from './attempt-outcome.ts'
import { claimDeliveries, releaseLeases } from './claim-deliveries.ts'
import { createEndpointCache } from './endpoint-cache.ts'
import { createContentReader } from './included-content.ts'
import { recordAttempts } from './record-attempts.ts'
import { type Sender, sendDelivery } from './send-delivery.ts'
import { takeDeliveries } from './take-deliveries.ts'
import { createWebhookClient, type WebhookClient } from './webhook-client.ts'

const { database } = await testDatabase()

/** As long as a lease may last, and longer. */
const STANDSTILL_MS = 40_000
const uptime = performance.now.bind(performance)
let stoodStill = 0
const clock = vi.spyOn(performance, 'now').mockImplementation(() => uptime() + stoodStill)

afterEach(() => {
  stoodStill = 0
})
afterAll(() => clock.mockRestore())

const limits = { total: 100, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }

async function oneWaits(settings: { url?: string; transformation?: string; retrySchedule?: number[] } = {}) {
  await database.query('DELETE FROM webhook_endpoints')
  const workspace = await testWorkspace(database)
  const eventTypes = ['member.*']
  await createEndpoint(workspace.context, { url: 'https://example.com/', eventTypes, ...settings })
  return { workspace, event: await workspace.happen() }
}

/** The database, with something that happens after each claim. */
function afterClaims(happens: (rows: readonly unknown[]) => unknown): Database {
  const query: Database['query'] = async (text, values, name) => {
    const answer = await database.query(text, values, name)
    if (name === 'claim-deliveries') await happens(answer.rows)
    return answer as never // of the same query
  }
  return { ...database, query }
}

const claim = async () => {
  const rows = await claimDeliveries(database, limits)
  return rows.map(({ id, leased_until: leasedUntil }) => ({ id, leasedUntil }))
}

test('a worker that stood still gives nothing back that another has in hand by now', async () => {
  await oneWaits()
  const first = await claim()
  expect(first).toHaveLength(1)
  await database.query(`UPDATE deliveries SET leased_until = now() - interval '1 second'`)
  const other = await claim()
  expect(other).toHaveLength(1)
  await releaseLeases(database, first)
  expect(await claim(), 'the other is sending it').toEqual([])
  await releaseLeases(database, other)
  expect(await claim()).toHaveLength(1)
})

test('nor does it cancel what another has delivered by now', async () => {
  const { event } = await oneWaits()
  const slow = afterClaims(async () => {
    await database.query(`UPDATE deliveries SET status = 'succeeded', leased_until = NULL`)
    await database.query('DELETE FROM events WHERE id = $1::uuid', [event])
  })
  const { deliveries } = await takeDeliveries(slow, createEndpointCache(database, testSeal), limits)
  expect(deliveries).toEqual([])
  const { rows } = await database.query('SELECT status FROM deliveries')
  expect(rows).toEqual([{ status: 'succeeded' }])
})

test('nor does its failure set free what another is sending', async () => {
  await oneWaits({ retrySchedule: [0, 0, 0] })
  const { deliveries } = await takeDeliveries(database, createEndpointCache(database, testSeal), limits)
  const [delivery] = deliveries
  if (!delivery) throw new Error('nothing was claimed')
  await database.query(`UPDATE deliveries SET leased_until = now() - interval '1 second'`)
  expect(await claim()).toHaveLength(1)
  const startedAt = new Date()
  const exchange = { response: null, error: 'It did not answer.', durationMs: 1, remoteAddress: null }
  const outcome = attemptOutcome(exchange, 1, delivery.endpoint.retrySchedule, startedAt)
  await recordAttempts(database, [
    { id: newId(), delivery, startedAt, request: null, exchange, outcome, reply: null },
  ])
  await database.query('UPDATE webhook_endpoints SET failing_since = NULL')
  expect(await claim()).toEqual([])
})

test('nor does it keep a failed delivery under the lease with which it claimed again what it was sending itself', async () => {
  let answer = () => {}
  const receiver = await startReceiver((_, response) => {
    answer = () => response.writeHead(500).end()
  }, 200)
  onTestFinished(receiver.close)
  const { workspace } = await oneWaits({ url: receiver.url, retrySchedule: [0, 3600] })
  const claims: number[] = []
  const engine = await testEngine(afterClaims((rows) => claims.push(rows.length)))
  const look = () => database.query(`SELECT pg_notify('delivery_ready', '{}')::text`)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  await database.query(`UPDATE deliveries SET leased_until = now() - interval '1 second'`)
  await look()
  await vi.waitFor(() => expect(claims.filter((count) => count === 1)).toHaveLength(2))
  // The engine claims again only when it is done with what it claimed.
  await look()
  await vi.waitFor(() => expect(claims.at(-1)).toBe(0))
  answer()
  await engine.made(1, workspace)
  const { rows } = await database.query('SELECT status, leased_until FROM deliveries')
  expect(rows).toEqual([{ status: 'pending', leased_until: null }])
})

test('a worker does not send what it claimed before it stood still, but claims it again', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const { workspace } = await oneWaits({ url: receiver.url })
  const sentAtClaims: number[] = []
  const slow = afterClaims((rows) => {
    if (rows.length === 0) return
    sentAtClaims.push(receiver.received.length)
    if (sentAtClaims.length === 1) stoodStill = STANDSTILL_MS
  })
  const engine = await testEngine(slow)
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
  expect(sentAtClaims).toEqual([0, 0])
})

test('what waited too long for its function is not sent, and the functions behind it are not even run', async () => {
  const { workspace } = await oneWaits({ transformation: '() => ({ body: {} })' })
  await workspace.happen()
  const { deliveries } = await takeDeliveries(database, createEndpointCache(database, testSeal), limits)
  expect(deliveries).toHaveLength(2)
  let runs = 0
  const transformer = createTransformer(console.error, async () => ({
    async run() {
      runs += 1
      stoodStill = STANDSTILL_MS
      return { ok: true, request: { body: '{}', bodyIsJson: true }, logs: [], cpuMs: 10 }
    },
    dead: () => false,
    stop: async () => {},
  }))
  const send = vi.fn<WebhookClient['send']>()
  const sender: Sender = {
    client: { send, close: async () => {} },
    transformer,
    policy: workspace.context.endpointPolicy,
    content: createContentReader(database),
    version: '0.0.0-test',
    now: () => new Date(),
  }
  expect(await Promise.all(deliveries.map((one) => sendDelivery(sender, one)))).toEqual([null, null])
  expect(runs).toBe(1)
  expect(send).not.toHaveBeenCalled()
})

test('a request that had no connection yet when its worker stood still is not sent after its time', async () => {
  const receiver = await startReceiver()
  const client = createWebhookClient({
    allowed: parseNetworks(LOOPBACK),
    resolve(_hostname, callback) {
      stoodStill = STANDSTILL_MS
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    },
  })
  onTestFinished(async () => {
    await client.close()
    await receiver.close()
  })
  const url = receiver.url.replace('127.0.0.1', 'receiver.test')
  const exchange = await client.send({ url, headers: {}, body: '{}', timeoutMs: 1000 })
  expect(exchange).toMatchObject({
    response: null,
    error: expect.stringContaining('did not answer within 1 s'),
  })
  expect(receiver.received).toEqual([])
})
