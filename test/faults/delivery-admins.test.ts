/**
 * Admins change endpoints all the time during deliveries, while receivers misbehave and workers come and go.
 * FAULT_ROUNDS is the number of rounds, FAULT_SEED repeats a run as far as timing allows.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { testSeal } from '@quillwire/core/testing/services'
import { connect, type Database } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { eventId } from '@quillwire/events'
import { startOperationRunner } from '@quillwire/webhooks/operations'
import { deliveryStatistics } from '@quillwire/webhooks/upkeep'
import { expect, test, vi } from 'vitest'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { endpointPolicy } from '../../packages/webhooks/src/endpoints/endpoint-policy.ts'
import { startDeliveryEngine } from '../../packages/webhooks/src/engine/delivery-engine.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { type TestDocument, testDocument } from '../../packages/webhooks/src/testing/document.ts'
import { LOOPBACK, type TestWorkspace, testWorkspace } from '../../packages/webhooks/src/testing/workspace.ts'
import { changingEndpoint } from './admins/changing-endpoint.ts'
import { type Happening, judgeEndpoint } from './admins/judge-endpoint.ts'
import { startMoodyReceiver } from './admins/moody-receiver.ts'
import { createRandom, type Random } from './fuzz/random.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3)
const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31))
const STEPS = 120
const ENDPOINTS = 4
/** Longer than the endpoints' timeout, in ms: sends under way are not cut off. */
const DRAIN_MS = 5000
/** Errors that an admin may get while another admin, or a receiver, affects the same endpoint. */
const TOLD = new Set([
  'operation_running',
  'endpoint_paused',
  'endpoint_disabled',
  'delivery_in_flight',
  'too_many_previous_secrets',
])

const { url, database } = await testDatabase()

async function startWorker(onError: (error: unknown) => void) {
  const own = connect(url, { applicationName: 'worker', onError })
  const engine = await startDeliveryEngine({
    database: own,
    seal: testSeal,
    policy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: LOOPBACK, WEBHOOK_HTTPS_ONLY: false }),
    version: '0.0.0-test',
    client: createWebhookClient({ allowed: parseNetworks(LOOPBACK) }),
    onError,
  })
  const runner = await startOperationRunner(own, onError)
  return async () => {
    await Promise.all([engine.stop(DRAIN_MS), runner.stop()])
    await own.close()
  }
}

/** Makes events, on each document one after another, so that the order of its events is beyond dispute. */
function startHappening(workspace: TestWorkspace, documents: readonly TestDocument[], random: Random) {
  const happened: Happening[] = []
  const turns = new Map<string, Promise<unknown>>()
  let blocks = 0

  async function save({ id, save }: TestDocument) {
    const block = `block-${blocks++}-`
    const change = { change: 'added', id: block, type: 'paragraph', before: null, after: 'word' } as const
    const from = Date.now()
    const key = await save({ blocks: [{ ...change, truncated: false }] })
    const to = Date.now()
    happened.push({ eventId: eventId(key), type: 'document.saved', documentId: id, block, from, to })
  }

  async function invite() {
    const from = Date.now()
    const key = await workspace.happen()
    happened.push({
      eventId: eventId(key),
      type: 'member.invited',
      documentId: null,
      block: null,
      from,
      to: Date.now(),
    })
  }

  return {
    happened,
    async something() {
      if (random.chance(0.2)) return await invite()
      const document = random.pick(documents)
      const turn = (turns.get(document.id) ?? Promise.resolve()).then(() => save(document))
      turns.set(document.id, turn)
      await turn
    },
  }
}

/** Does at once what the passing of time would do. */
async function letTimePass(workspaceId: string) {
  await database.query(
    `WITH tried AS (
       UPDATE webhook_endpoints SET probe_at = CASE WHEN probe_at IS NOT NULL THEN now() END, throttled_until = NULL
        WHERE workspace_id = $1::uuid AND (probe_at > now() OR throttled_until > now())
     ), due AS (
       UPDATE deliveries d SET next_attempt_at = now()
         FROM webhook_endpoints e
        WHERE e.id = d.endpoint_id AND e.workspace_id = $1::uuid AND d.status = 'pending'
          AND d.next_attempt_at > now() + interval '2 seconds')
     SELECT pg_notify('delivery_ready', '{}')::text`,
    [workspaceId],
  )
}

async function unfinished(workspaceId: string) {
  const { rows } = await database.query(
    `SELECT e.description, e.status::text, 'delivery' AS what, count(*)::int FROM deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
      WHERE e.workspace_id = $1::uuid AND d.status = 'pending' GROUP BY e.id
     UNION ALL
     SELECT kind, status::text, 'operation', count(*)::int FROM delivery_operations
      WHERE workspace_id = $1::uuid AND status = 'running' GROUP BY kind, status`,
    [workspaceId],
  )
  return rows
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01'
}

async function round(seed: number) {
  const random = createRandom(seed)
  const faults: unknown[] = []
  const workspace = await testWorkspace(database)
  const contexts = [workspace.context, (await workspace.colleague()).context]
  // Enough documents that a window never holds more saves of one than an event lists blocks.
  const documents = await Promise.all(Array.from({ length: 5 }, () => testDocument(workspace)))
  const receiver = await startMoodyReceiver(random)
  const ids = documents.map(({ id }) => id)
  const endpoints = await Promise.all(
    Array.from({ length: ENDPOINTS }, (_, index) =>
      changingEndpoint(`endpoint-${index}`, contexts, ids, receiver, random),
    ),
  )
  // PostgreSQL ends one side of a deadlock. A worker tries again, as the deliveries show; an admin could not.
  const start = () => startWorker((error) => isDeadlock(error) || faults.push(error))
  const workers = [await start(), await start()]
  const happening = startHappening(workspace, documents, random)
  const note = (error: { code?: string }) => TOLD.has(error.code ?? '') || faults.push(error)
  // Admins take turns at each endpoint, so that its settings at any time are known.
  const turns = new Map(endpoints.map((endpoint) => [endpoint, Promise.resolve<unknown>(undefined)]))
  const change = (endpoint: (typeof endpoints)[number], what: () => Promise<unknown>) =>
    turns.set(endpoint, (turns.get(endpoint) ?? Promise.resolve()).then(what).catch(note))

  const going: Promise<unknown>[] = []
  for (let step = 0; step < STEPS; step++) {
    const roll = random.below(100)
    if (roll < 60) for (let count = random.below(3); count >= 0; count--) going.push(happening.something())
    else if (roll < 97) {
      const endpoint = random.pick(endpoints)
      change(endpoint, endpoint.change)
    } else {
      const [stop] = workers.splice(random.below(workers.length), 1)
      workers.push(await start())
      if (stop) going.push(stop())
    }
    await pause(random.below(30))
  }
  receiver.heal()
  await Promise.all([...going, ...turns.values()])
  await vi.waitFor(
    async () => {
      // A send that was under way may still have been answered with 410.
      for (const endpoint of endpoints) await endpoint.leaveActive()
      await letTimePass(workspace.id)
      expect(await unfinished(workspace.id)).toEqual([])
    },
    { timeout: 60_000, interval: 200 },
  )
  expect((await deliveryStatistics(database)).due).toBe(0)
  await Promise.all(workers.map((stop) => stop()))
  await receiver.close()
  expect(faults).toEqual([])
  return await judged(database, endpoints, receiver, happening.happened)
}

async function judged(
  database: Database,
  endpoints: readonly Awaited<ReturnType<typeof changingEndpoint>>[],
  receiver: Awaited<ReturnType<typeof startMoodyReceiver>>,
  happened: readonly Happening[],
) {
  const problems: string[] = []
  for (const endpoint of endpoints)
    problems.push(...(await judgeEndpoint(database, endpoint, receiver.arrivals(endpoint.name), happened)))
  return problems
}

test(
  `whatever admins do, what was wanted is delivered, in order where asked, and all of it ends (${ROUNDS} rounds, seed ${SEED})`,
  async () => {
    for (let index = 0; index < ROUNDS; index++)
      expect(await round(SEED + index), `seed ${SEED + index}`).toEqual([])
  },
  60_000 + 90_000 * ROUNDS,
)
