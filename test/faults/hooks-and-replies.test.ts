/**
 * Programs write into a document by incoming hooks, and receivers reply to its events. Meanwhile people type in it,
 * admins change the hooks, their maker goes, the document is trashed, moved and closed, and the sync server and the
 * worker are killed. A call answered with success is written once and in its place, a refused one is not, and the logs
 * tell the truth. FAULT_ROUNDS is how many documents are tried, FAULT_SEED the first seed (printed with a fault).
 */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'
import { asPrincipal, type Context } from '@quillwire/core'
import { deriveContent } from '@quillwire/core/documents/derive'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { connect } from '@quillwire/database'
import { startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { createEndpoint, createTransformer, endpointPolicy } from '@quillwire/webhooks'
import { afterAll, expect, test, vi } from 'vitest'
import { testApi } from '../../packages/api/src/testing/api.ts'
import { LOOPBACK } from '../../packages/webhooks/src/testing/workspace.ts'
import { startCollab } from '../bench/sync/our-server.ts'
import { startWorkerProcess } from './delivery/worker-process.ts'
import { createRandom } from './fuzz/random.ts'
import { judgeHook } from './hooks/judge-hook.ts'
import { judgeReplies } from './hooks/judge-replies.ts'
import { startReplyingReceiver } from './hooks/replying-receiver.ts'
import { triedHook } from './hooks/tried-hook.ts'
import { writtenByPrograms } from './hooks/written-by-programs.ts'
import { type Deed, deedsTo, makeGood, refusable } from './people/deeds.ts'
import { openTriedDocument } from './people/document.ts'
import { expectAgreement, expectSaved, faultsOf } from './people/judge.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1)
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
const DEEDS = 40
/** How many messages are on their way at once. */
const SENDERS = 5
const PAUSES_MS = [0, 0, 20, 100, 200]
const PATIENCE = { timeout: 40_000, interval: 200 }
/** The limit of a hook that is called too often. */
const LOW_LIMIT = 20

const dataDir = await ownDataDir()
const postgres = await startEmbeddedPostgres({ dataDir })
const database = connect(postgres.url, { applicationName: 'test', onError: console.error })
const startSync = () => startCollab({ databaseUrl: postgres.url, dataDir, env: { LOG_LEVEL: 'error' } })
const startWorker = () => startWorkerProcess({ databaseUrl: postgres.url, dataDir })
let collab = await startSync()
let worker = await startWorker()
const { app } = testApi(database, LOOPBACK)

// A y-websocket client warns there when it is not let in.
vi.spyOn(console, 'warn').mockImplementation(() => {})

afterAll(async () => {
  await Promise.all([collab.stop(), worker.stop()])
  await database.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** Makes the member an admin, who may make hooks. */
async function asAdmin(owner: Context, member: Context): Promise<Context> {
  const { principal } = member
  if (principal.type !== 'user' || !principal.membership) throw new Error('Only members become admins.')
  await changeMemberRole(owner, { userId: principal.id, role: 'admin' })
  return asPrincipal(owner, { ...principal, membership: { ...principal.membership, role: 'admin' } })
}

async function tryDocument(seed: number) {
  const random = createRandom(seed)
  const randomOf = (index: number) => createRandom(seed * 10 + index)
  const base = () => `ws://127.0.0.1:${collab.port}`
  const opened = await openTriedDocument(database, base, randomOf)
  const { id: documentId, owner, others, writers, workspaceId } = opened
  const [, , dan] = others
  const maker = dan ? await asAdmin(owner, dan) : owner

  const call = async (request: Request) => await app.request(request)
  const hooks = await Promise.all(
    [owner, maker, owner, owner].map((by, index) =>
      triedHook({
        maker: by,
        documentId,
        setsBlock: index === 2,
        rateLimit: index === 3 ? LOW_LIMIT : 600,
        call,
        random: randomOf(100 + index),
      }),
    ),
  )
  const receiver = await startReplyingReceiver(randomOf(200))
  const admin = {
    ...owner,
    transformer: createTransformer(console.error),
    endpointPolicy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: LOOPBACK, WEBHOOK_HTTPS_ONLY: false }),
  }
  const endpoints = await Promise.all(
    ['append', 'comment'].map((what) =>
      createEndpoint(admin, {
        url: `${receiver.url}/${what}`,
        eventTypes: ['document.saved', 'comment.created'],
        retrySchedule: [0, 0, 1, 1, 1],
        timeoutMs: 1000,
        repliesEnabled: true,
      }),
    ),
  )
  const programs = [...hooks, ...endpoints].map(({ id }) =>
    asPrincipal(owner, { type: 'integration', id, name: '', workspaceId, role: 'editor' }),
  )
  const document = { ...opened, programs: [...opened.programs, ...programs] }

  const begun = Date.now()
  const going = new Set<Promise<unknown>>()
  const unanswered: string[] = []
  function send() {
    for (let count = 1 + random.below(3); count > 0 && going.size < SENDERS; count--) {
      const sent = random
        .pick(hooks)
        .send()
        .catch((error) => void unanswered.push(`A message was not answered: ${inspect(error)}`))
        .finally(() => going.delete(sent))
      going.add(sent)
    }
  }
  async function killCollab() {
    const ended = once(collab.child, 'exit')
    collab.child.kill('SIGKILL')
    await ended
    collab = await startSync()
    for (const writer of writers) writer.reopen(base())
  }
  async function killWorker() {
    await worker.kill()
    await letTimePass(endpoints.map(({ id }) => id))
    worker = await startWorker()
  }
  const often = (weight: number, deed: Deed): Deed[] => Array.from({ length: weight }, () => deed)
  const deeds = [
    ...deedsTo(opened, random),
    ...often(40, send),
    ...often(12, () => refusable(async () => void (await random.pick(hooks).change(owner)))),
    ...often(2, killCollab),
    ...often(3, killWorker),
  ]
  await vi.waitFor(() => expect(writers.every((writer) => writer.isIn())).toBe(true))
  for (let done = 0; done < DEEDS; done++) {
    await document.act(random.pick(deeds))
    await pause(random.pick(PAUSES_MS))
  }
  await Promise.all(going)
  const elapsed = (Date.now() - begun) / 1000
  receiver.heal()
  await document.act(() => makeGood(document))
  for (const writer of writers) writer.stopTyping()
  await expectAgreement(document)
  for (const writer of writers) writer.leave()
  // The last saves are replied to as well.
  await vi.waitFor(async () => expect(await unfinished(endpoints.map(({ id }) => id))).toEqual([]), PATIENCE)
  await expectSaved(document)

  const written = await writtenByPrograms(database, documentId)
  // A killed server does not report who left, and what it did not keep may be sent again by another client that got it.
  const faults = (await faultsOf(document)).filter((fault) => !/^opened|is said to be of/.test(fault))
  const { text } = deriveContent(await loadDocument(database, documentId))
  faults.push(...unanswered)
  for (const hook of hooks) faults.push(...(await judgeHook(database, hook, written, text)))
  for (const { id } of endpoints) faults.push(...(await judgeReplies(database, id, written)))
  const limited = hooks.at(-1)?.messages.flatMap(({ results }) => results) ?? []
  const counted = limited.filter(({ code }) => code !== 'hook_rate_limited' && code !== 'hook_not_found')
  if (counted.length > LOW_LIMIT * (1 + elapsed / 60) + 1)
    faults.push(
      `${counted.length} calls were taken in ${elapsed} s of a hook that takes ${LOW_LIMIT} a minute`,
    )
  await receiver.close()
  expect(faults, `FAULT_SEED=${seed}`).toEqual([])
}

/** Does what a minute would after a worker was killed: its leases and claims run out. */
async function letTimePass(endpointIds: readonly string[]) {
  await database.query(
    'UPDATE deliveries SET leased_until = NULL WHERE endpoint_id = ANY ($1::uuid[]) AND leased_until IS NOT NULL',
    [endpointIds],
  )
  await database.query(
    `UPDATE delivery_attempts SET reply = reply - 'claimedAt' WHERE reply ->> 'status' = 'waiting'`,
    [],
  )
}

async function unfinished(endpointIds: readonly string[]) {
  await database.query(
    `WITH healthy AS (
       UPDATE webhook_endpoints SET probe_at = NULL, throttled_until = NULL WHERE id = ANY ($1::uuid[])
     )
     UPDATE deliveries SET next_attempt_at = now() WHERE endpoint_id = ANY ($1::uuid[]) AND status = 'pending'`,
    [endpointIds],
  )
  await database.notify('delivery_ready', {})
  const { rows } = await database.query(
    `SELECT d.id, d.status::text FROM deliveries d WHERE d.endpoint_id = ANY ($1::uuid[]) AND (d.status = 'pending'
       OR EXISTS (SELECT FROM delivery_attempts a WHERE a.delivery_id = d.id AND a.reply ->> 'status' = 'waiting'))`,
    [endpointIds],
  )
  return rows
}

test(
  `${ROUNDS} documents are written by hooks and replies (FAULT_SEED=${SEED})`,
  async () => {
    for (let round = 0; round < ROUNDS; round++) await tryDocument(SEED + round)
  },
  180_000 * ROUNDS,
)
