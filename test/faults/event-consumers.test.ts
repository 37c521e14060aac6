/**
 * Unreliable consumers follow the events of a workspace by WebSocket and by server-sent events. Meanwhile documents are
 * moved, closed and deleted, keys end with their makers, admins pause and delete consumers, months pass, and servers
 * and the database come and go. FAULT_ROUNDS is how many workspaces are tried, FAULT_SEED the first seed (printed with
 * a fault).
 */
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { listEndpoints, updateEndpoint } from '@quillwire/webhooks'
import { deleteOldRecords } from '@quillwire/webhooks/upkeep'
import { expect, test, vi } from 'vitest'
import { startStreamServer } from '../../apps/web/src/testing/stream-server.ts'
import { deedsIn, someFilters, TYPES } from './consumers/deeds.ts'
import { type HappenedEvent, happenedEvents, judgeFollower, judgeLog } from './consumers/judge.ts'
import { type TriedConsumer, triedConsumer } from './consumers/tried-consumer.ts'
import { triedFollower } from './consumers/tried-follower.ts'
import { consumedWorkspace } from './consumers/workspace.ts'
import { createRandom } from './fuzz/random.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1)
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
const DEEDS = 80
const PAUSES_MS = [0, 0, 0, 20, 50, 150]
const PATIENCE = { timeout: 30_000, interval: 100 }

const { database, url } = await testDatabase()

/** A server with its own network path to the database. */
async function startServer() {
  const path = await openPath(url)
  const own = connect(path.url, { applicationName: 'web', onError: () => {} })
  const server = await startStreamServer(own, { heartbeatMs: 200 })
  return {
    url: server.url,
    path,
    statistics: () => server.streams.statistics(),
    /** Looks like a kill from outside: it writes nothing more, and every connected client notices. */
    async kill() {
      path.cut()
      await server.close()
      await own.close()
      path.close()
    },
    async stop() {
      await server.close()
      await own.close()
      path.close()
    },
  }
}

async function round(seed: number) {
  const random = createRandom(seed)
  const workspace = await consumedWorkspace(database)
  const { context, keys } = workspace
  const servers = [await startServer(), await startServer()]
  // Consumers draw from another sequence: how often they ask must not change what is done.
  const another = createRandom(seed)
  const base = () => another.pick(servers).url
  const key = () => another.pick(keys.slice(-4).concat(keys.slice(0, 1)))
  const consumers = Array.from({ length: 5 }, (_, index) =>
    triedConsumer({
      name: `consumer-${index}`,
      types: index === 0 ? ['*'] : random.pick(TYPES),
      filters: index === 0 ? {} : someFilters(workspace, random),
      base,
      key,
      random: createRandom(seed * 10 + index),
    }),
  )
  const steady = new Set<TriedConsumer>(consumers.slice(0, 3))
  const followers = ['follower-0', 'follower-1'].map((name) => ({ name, ...triedFollower(base, key) }))
  const deleted: HappenedEvent[] = []
  const ending: Promise<unknown>[] = []

  async function killServer() {
    const [doomed] = servers.splice(random.below(servers.length), 1)
    servers.push(await startServer())
    if (doomed) ending.push(doomed.kill())
  }

  async function cutPath() {
    const { path } = random.pick(servers)
    const since = Date.now()
    path.cut()
    await pause(random.below(500))
    path.mend()
    // A server is back when it listens again.
    await pause(300)
    workspace.rights.wasAway(since)
  }

  /** All consumers are away meanwhile. */
  async function aMonthPasses() {
    const everybody = [...consumers, ...followers]
    for (const one of everybody) one.goAway()
    await Promise.all(ending)
    await nobodyIsLeft()
    const { rows } = await database.query<{ name: string }>(
      'SELECT stream_name AS name FROM webhook_endpoints WHERE workspace_id = $1::uuid AND stream_cursor IS NOT NULL',
      [workspace.id],
    )
    const tell = new Set([...rows, ...followers.filter((one) => one.hasPlace())].map(({ name }) => name))
    const lost = await happenedEvents(database, workspace.id)
    for (const time of [
      'events SET created_at = created_at',
      'webhook_endpoints SET stream_seen_at = stream_seen_at',
    ])
      await database.query(`UPDATE ${time} - interval '31 days' WHERE workspace_id = $1::uuid`, [
        workspace.id,
      ])
    await deleteOldRecords(database, new Date())
    const deletedAt = Date.now()
    deleted.push(...lost.map((event) => ({ ...event, deletedAt, tell })))
    for (const one of everybody) one.comeBack()
  }

  const nobodyIsLeft = () =>
    vi.waitFor(() => expect(servers.map((one) => one.statistics().connected)).toEqual([0, 0]), PATIENCE)

  function forget(name: string) {
    for (const { tell } of deleted) tell.delete(name)
  }

  const deeds = [
    ...deedsIn(workspace, consumers, steady, followers, forget, random),
    ...[killServer, killServer, cutPath, cutPath, aMonthPasses],
  ]
  for (let done = 0; done < DEEDS; done++) {
    await workspace.act(random.pick(deeds))
    await pause(random.pick(PAUSES_MS))
  }

  async function makeGood() {
    for (const { id, status } of (await listEndpoints(context)).items)
      if (status !== 'active') await updateEndpoint(context, { id, status: 'active' })
    for (const consumer of consumers) {
      consumer.setLazy(false)
      consumer.setSlow(false)
    }
  }
  await workspace.act(makeGood)
  await workspace.happen()
  const happened = [...deleted, ...(await happenedEvents(database, workspace.id))]
  const problems = () =>
    [...consumers, ...followers].flatMap((one) => judgeFollower(workspace, one, happened))
  await vi.waitFor(() => {
    expect(consumers.filter((one) => !one.isOpen()).map(({ name }) => name)).toEqual([])
    expect(problems().filter((problem) => problem.endsWith('never came'))).toEqual([])
  }, PATIENCE)
  await vi.waitFor(async () => {
    for (const one of consumers) expect(await judgeLog(database, workspace.id, one)).toEqual([])
  }, PATIENCE)
  for (const one of [...consumers, ...followers]) one.leave()
  await nobodyIsLeft()
  await Promise.all([...ending, ...servers.map((server) => server.stop())])
  return problems()
}

test(
  `consumers of ${ROUNDS} workspaces are sent what they may see, in order and at least once (FAULT_SEED=${SEED})`,
  async () => {
    for (let index = 0; index < ROUNDS; index++)
      expect(await round(SEED + index), `FAULT_SEED=${SEED + index}`).toEqual([])
  },
  120_000 * ROUNDS,
)
