/**
 * Deliveries under load while workers are killed, PostgreSQL goes away, receivers flap and clocks jump. FAULT_ROUNDS is
 * the number of rounds, FAULT_SEED repeats a run as far as timing allows.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '@quillwire/database'
import { openPath } from '@quillwire/database/testing/network-path'
import { createEndpoint } from '@quillwire/webhooks'
import { afterAll, expect, test, vi } from 'vitest'
import { startReceiver } from '../../packages/webhooks/src/testing/receiver.ts'
import { testWorkspace } from '../../packages/webhooks/src/testing/workspace.ts'
import { startCrashingDatabase } from './delivery/crashing-database.ts'
import { faultNames, faults, type Stage } from './delivery/faults.ts'
import { startFlappingReceiver } from './delivery/flapping-receiver.ts'
import { startHappenings, writersDocuments } from './delivery/happenings.ts'
import { type Disturbance, type EventRow, eventsAfter, judgeRound } from './delivery/judge-round.ts'
import { endLeases, endPauses, requireAllDelivered, shortenLeases } from './delivery/passing-time.ts'
import { startWorkerProcess } from './delivery/worker-process.ts'
import { createRandom } from './fuzz/random.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3)
const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31))
const WRITERS = 4
/** After this many seconds no living worker holds a lease: sends have been cut off, and queues given back. */
const SURELY_DEAD_SECONDS = 9

const random = createRandom(SEED)
const postgres = await startCrashingDatabase()
const path = await openPath(postgres.url)
const database = connect(postgres.url, { applicationName: 'test', onError: console.error })
const workspace = await testWorkspace(database)
const documents = await writersDocuments(workspace, WRITERS)
const everything = () => true
const endpoints = await Promise.all([
  subscribe('plain', { eventTypes: ['*'] }, everything),
  subscribe('ordered', { eventTypes: ['*'], ordered: true }, everything),
  subscribe('rate-limited', { eventTypes: ['*'], rateLimit: 6000 }, everything),
  subscribe(
    'ordered saves',
    { eventTypes: ['document.saved'], ordered: true },
    ({ type }) => type === 'document.saved',
  ),
])
const stage: Stage = {
  database: postgres,
  path,
  receivers: endpoints.map(({ receiver }) => receiver),
  workers: [],
  random,
  startWorker: () =>
    startWorkerProcess({
      databaseUrl: path.url,
      dataDir: postgres.dataDir,
      clockSeed: random.chance(0.5) ? random.below(2 ** 31) : undefined,
    }),
}

afterAll(async () => {
  await Promise.all(stage.workers.map((worker) => worker.kill()))
  await Promise.all(stage.receivers.map((receiver) => receiver.close()))
  await database.close()
  path.close()
  await postgres.remove()
})

type Subscription = Omit<Parameters<typeof createEndpoint>[1], 'url'>

async function subscribe(name: string, settings: Subscription, wants: (event: EventRow) => boolean) {
  const receiver = await startFlappingReceiver(random)
  const { id } = await createEndpoint(workspace.context, {
    url: receiver.url,
    description: name,
    timeoutMs: 1000,
    retrySchedule: [0, ...Array.from({ length: 19 }, () => 1)],
    ...settings,
  })
  return { id, name, ordered: settings.ordered === true, wants, receiver }
}

/** How much of the lease that is left behind passes at once, in seconds. */
const PASSED_SECONDS = 14

/** Kills a worker during a delivery, and leaves the lease to run out. Resolves to the arrivals, as they come. */
async function leaveALeaseBehind() {
  const other = await testWorkspace(database)
  const at: number[] = []
  const receiver = await startReceiver((_request, response) => {
    at.push(performance.now())
    if (at.length > 1) response.writeHead(200).end()
  })
  await createEndpoint(other.context, { url: receiver.url, eventTypes: ['member.*'], timeoutMs: 3000 })
  const worker = await stage.startWorker()
  await other.happen()
  await vi.waitFor(() => expect(at).toHaveLength(1), { interval: 2 })
  await worker.kill()
  await shortenLeases(database, other.id, PASSED_SECONDS)
  return { at, ids: () => receiver.received.map(({ headers }) => headers['webhook-id']), receiver }
}

async function goThrough(name: keyof typeof faults, disturbances: Disturbance[]) {
  const from = Date.now()
  await faults[name](stage)
  disturbances.push({ from, to: Date.now() })
}

/** Kills every worker with kill -9. A new one takes over at once what they held. */
async function replaceAllWorkers(disturbances: Disturbance[]) {
  const from = Date.now()
  await Promise.all(stage.workers.splice(0).map((worker) => worker.kill()))
  disturbances.push({ from, to: Date.now() })
  await vi.waitFor(() => endLeases(database, workspace.id, 0))
  stage.workers.push(await stage.startWorker())
}

/** Waits until everything is delivered, skipping the pauses and leases that this would take. */
async function deliverAll() {
  const from = Date.now()
  await vi.waitFor(
    async () => {
      await endPauses(database, workspace.id)
      if (Date.now() - from > SURELY_DEAD_SECONDS * 1000)
        await endLeases(database, workspace.id, SURELY_DEAD_SECONDS)
      await requireAllDelivered(database, workspace.id)
    },
    { timeout: 60_000, interval: 200 },
  )
}

test(
  `every event reaches every endpoint, in order where asked, and twice only around a fault (${ROUNDS} rounds, seed ${SEED})`,
  async () => {
    const begin = performance.now()
    const total = { rounds: ROUNDS, events: 0, deliveries: 0, arrivals: 0, duplicates: 0, byWrongClocks: 0 }
    const left = await leaveALeaseBehind()
    let { last } = await eventsAfter(database, workspace.id, 0n)
    // The events of making the documents and the endpoints are not part of a round.
    stage.workers.push(await stage.startWorker())
    await deliverAll()

    for (let round = 0; round < ROUNDS; round++) {
      for (const { receiver } of endpoints) receiver.forget()
      await Promise.all(stage.workers.splice(1).map((worker) => worker.stop()))
      if (random.chance(0.5)) stage.workers.push(await stage.startWorker())

      const disturbances: Disturbance[] = []
      const happenings = startHappenings(workspace, documents, random)
      const [first, second] = [faultNames[(2 * round) % faultNames.length], random.pick(faultNames)]
      const others = random.chance(0.5) ? [faultNames[(2 * round + 1) % faultNames.length]] : []
      const names = [first, second, ...others].flatMap((name) => name ?? [])
      for (const name of names) {
        await pause(200 + random.below(500))
        await goThrough(name, disturbances)
      }
      await pause(random.below(500))
      await happenings.stop()
      // In some rounds the surviving workers deliver the rest, when the leases of the dead have run out.
      if (round % 4 !== 3) await replaceAllWorkers(disturbances)
      await deliverAll()

      const story = `round ${round}, seed ${SEED}: ${names.join(', ')}`
      expect(
        stage.workers.flatMap(({ surprise }) => surprise ?? []),
        story,
      ).toEqual([])
      const happened = await eventsAfter(database, workspace.id, last)
      last = happened.last
      const ids = new Set(happened.events.map(({ id }) => id))
      expect(
        happenings.promised.events.filter((id) => !ids.has(id)),
        story,
      ).toEqual([])
      total.events += ids.size
      for (const { receiver, ...endpoint } of endpoints) {
        const judged = { ...endpoint, arrivals: receiver.arrivals }
        const verdict = await judgeRound(database, judged, happened.events, disturbances)
        expect(verdict.problems, story).toEqual([])
        total.deliveries += happened.events.filter(endpoint.wants).length
        total.arrivals += receiver.arrivals.length
        total.duplicates += verdict.duplicates
        total.byWrongClocks += receiver.arrivals.filter(({ at, sent }) => Math.abs(at - sent) > 60_000).length
      }
    }

    // The lease that was left behind has run out by itself.
    await vi.waitFor(() => expect(left.at).toHaveLength(2), 45_000)
    const [first = 0, second = 0] = left.at
    expect(second - first).toBeGreaterThan((22 - PASSED_SECONDS) * 1000)
    expect(new Set(left.ids()).size).toBe(1)
    await left.receiver.close()
    const seconds = Math.round((performance.now() - begin) / 1000)
    console.info(`Delivery under faults: ${JSON.stringify({ ...total, seconds, seed: SEED })}`)
  },
  90_000 + 60_000 * ROUNDS,
)
