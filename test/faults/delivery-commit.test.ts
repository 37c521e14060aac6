/**
 * A process that changes things is killed in the middle. An event exists exactly if its change was committed, with a
 * delivery for each endpoint. FAULT_ROUNDS is the number of kills.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connect } from '@quillwire/database'
import { eventId } from '@quillwire/events'
import { createEndpoint } from '@quillwire/webhooks'
import { afterAll, expect, test, vi } from 'vitest'
import { startReceiver } from '../../packages/webhooks/src/testing/receiver.ts'
import { testWorkspace } from '../../packages/webhooks/src/testing/workspace.ts'
import type { CommittingMessage, CommittingOptions } from './delivery/committing-process.ts'
import { startCrashingDatabase } from './delivery/crashing-database.ts'
import { startWorkerProcess } from './delivery/worker-process.ts'
import { createRandom } from './fuzz/random.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3)
const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31))
const PROGRAM = fileURLToPath(new URL('delivery/committing-process.ts', import.meta.url))
const random = createRandom(SEED)

const postgres = await startCrashingDatabase()
const database = connect(postgres.url, { applicationName: 'test', maxConnections: 4, onError: console.error })
const workspace = await testWorkspace(database)
const receiver = await startReceiver()
const endpoint = await createEndpoint(workspace.context, {
  url: receiver.url,
  eventTypes: ['document.created'],
  // A claim whose answer was lost with the connection is claimed again when its lease ends, 20 seconds after this
  // timeout.
  timeoutMs: 1000,
})
const worker = await startWorkerProcess({ databaseUrl: postgres.url, dataDir: postgres.dataDir })

afterAll(async () => {
  await worker.kill()
  await receiver.close()
  await database.close()
  await postgres.remove()
})

/** Resolves to what the process reported before it was killed, at a random moment after its first report. */
async function killedInTheMiddle(prefix: string) {
  const options: CommittingOptions = {
    databaseUrl: postgres.url,
    principal: workspace.context.principal,
    prefix,
    atATime: 8,
  }
  const begun: string[] = []
  const committed = new Map<string, string>()
  const child = fork(PROGRAM, [JSON.stringify(options)], { execArgv: [] })
  const exited = once(child, 'exit')
  child.on('message', (message: CommittingMessage) => {
    if ('begun' in message) begun.push(message.begun)
    else committed.set(message.documentId, message.committed)
  })
  await vi.waitFor(() => expect(committed.size).toBeGreaterThan(0), { timeout: 45_000, interval: 5 })
  await pause(random.below(600))
  // Now and then the database crashes, and the process ends with it.
  if (random.chance(0.2)) await postgres.crash(0)
  child.kill('SIGKILL')
  await exited
  return { begun, committed }
}

test(
  `an event exists exactly if its change was committed (${ROUNDS} kills, seed ${SEED})`,
  async () => {
    const promised = new Map<string, string>()
    const begun = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const said = await killedInTheMiddle(`r${round}`)
      for (const [documentId, title] of said.committed) promised.set(documentId, title)
      for (const title of said.begun) begun.add(title)
    }
    // Transactions that were under way when the process died end now, one way or the other.
    await vi.waitFor(async () => {
      const { rows } = await database.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'committing'`,
      )
      expect(rows).toEqual([])
    }, 30_000)

    const { rows: documents } = await database.query<{ id: string; title: string }>(
      'SELECT id, title FROM documents WHERE workspace_id = $1::uuid ORDER BY id',
      [workspace.id],
    )
    const { rows: events } = await database.query<{ key: string; id: string; title: string }>(
      `SELECT id AS key, document_id AS id, data #>> '{document,title}' AS title FROM events
        WHERE workspace_id = $1::uuid AND type = 'document.created' ORDER BY document_id`,
      [workspace.id],
    )
    expect(documents.length).toBeGreaterThan(ROUNDS)
    expect(events.map(({ id, title }) => ({ id, title }))).toEqual(documents)
    const kept = new Map(documents.map(({ id, title }) => [id, title]))
    expect([...promised].filter(([id, title]) => kept.get(id) !== title)).toEqual([])
    expect(documents.filter(({ title }) => !begun.has(title))).toEqual([])

    const { rows: deliveries } = await database.query<{ key: string }>(
      'SELECT event_id AS key FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY event_id',
      [endpoint.id],
    )
    const keys = events.map(({ key }) => key).sort()
    expect(deliveries.map(({ key }) => key)).toEqual(keys)
    await vi.waitFor(() => {
      const received = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
      expect([...received].sort()).toEqual(keys.map(eventId).sort())
    }, 40_000)
    console.info(
      `Killed in the middle: ${JSON.stringify({ rounds: ROUNDS, begun: begun.size, acknowledged: promised.size, committed: documents.length, seed: SEED })}`,
    )
  },
  60_000 + 15_000 * ROUNDS,
)
