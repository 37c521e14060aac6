/**
 * Hostile clients against a sync server of its own process. FUZZ_FRAMES is how many frames they send (a million in a
 * long run), FUZZ_SEED repeats a run.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { asPrincipal, type Context, type Services } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { createSeal } from '@quillwire/core/secrets/seal'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { addMember, createWorkspace } from '@quillwire/core/workspaces/create-workspace'
import { newId } from '@quillwire/database'
import { freePort } from '@quillwire/database/embedded'
import { testDatabase } from '@quillwire/database/testing'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { createSender } from './fuzz/hostile-frames.ts'
import { createRandom } from './fuzz/random.ts'

const FRAMES = Number(process.env.FUZZ_FRAMES ?? 20_000)
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const PER_CONNECTION = 400
const AT_ONCE = 8
const SECRET = 'f'.repeat(40)
/** V8 takes what it may have before it cleans up; with so little, what is held for good ends the process. */
const HEAP_MEGABYTES = 320
const GROWTH_MEGABYTES = 600

let services: Services
let people: Context[]
let dataDir: string
let child: ChildProcess
let port: number
let ended: string | undefined

beforeAll(async () => {
  const { database, url } = await testDatabase()
  services = {
    database,
    seal: createSeal(SECRET),
    files: { put: async () => {}, read: async () => new Uint8Array(), delete: async () => {} },
    publicUrl: 'http://localhost:3000',
    now: () => new Date(),
  }
  const users = ['Ada', 'Jonas'].map((name) => ({ id: newId(), name, email: `${name}@example.com` }))
  await database.prisma.user.createMany({ data: users })
  const workspaceId = await database.transaction(async (tx) => {
    const id = await createWorkspace(tx, users[0] as (typeof users)[number]) // both were just made
    await addMember(tx, id, users[1] as (typeof users)[number], 'member')
    return id
  })
  people = users.map((user, index) =>
    asPrincipal(services, {
      type: 'user',
      ...user,
      image: null,
      membership: { workspaceId, workspaceName: '', role: index === 0 ? 'owner' : 'member' },
      shareLinkIds: [],
    }),
  )
  dataDir = await mkdtemp(join(tmpdir(), 'quillwire-fuzz-'))
  port = await freePort()
  child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, 'apps/collab/src/main.ts'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      SECRET,
      DATA_DIR: dataDir,
      INTERNAL_PORT: String(port),
      LOG_LEVEL: 'fatal',
      // The limit on frames would end the test long before anything else does.
      COLLAB_MAX_FRAMES_PER_SECOND: '1000000',
      // A state takes about ten times as much memory while it is open.
      COLLAB_MAX_DOCUMENT_BYTES: String(4 * 1024 * 1024),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  child.once('exit', (code, signal) => {
    ended = `${code ?? signal}`
  })
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), {
    timeout: 15_000,
    interval: 50,
  })
})

afterAll(async () => {
  child?.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

async function residentMegabytes(): Promise<number> {
  const text = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024
}

function authFrame(documentId: string, token: string): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, documentId)
  writeVarUint(encoder, 2)
  writeVarUint(encoder, 0)
  writeVarString(encoder, token)
  return toUint8Array(encoder)
}

/** One connection's worth of attack; resolves when the server has read all of it or has ended it. */
async function attack(
  random: ReturnType<typeof createRandom>,
  documentId: string,
  token: string,
): Promise<number> {
  const sender = createSender(random, documentId)
  const rough = random.chance(0.3)
  const bare = random.chance(0.2)
  const socket = new WebSocket(
    `ws://127.0.0.1:${port}${bare ? `/yjs/${documentId}?token=${token}` : '/collab'}`,
  )
  const closed = new Promise<void>((done) => socket.once('close', () => done()))
  socket.on('error', () => {})
  await Promise.race([closed, new Promise((done) => socket.once('open', done))])
  if (socket.readyState !== WebSocket.OPEN) return 0
  if (!bare) socket.send(authFrame(documentId, token))
  // Some begin before they are let in; y-websocket's server says nothing before it is asked.
  if (!bare && random.chance(0.8))
    await Promise.race([closed, new Promise((done) => socket.once('message', done))])
  let sent = 0
  for (; sent < PER_CONNECTION && socket.readyState === WebSocket.OPEN; sent++) {
    const frame = rough ? sender.rough() : sender.gentle()
    socket.send(bare ? frame.subarray(Math.min(frame.length, documentId.length + 1)) : frame)
    if (sent % 100 === 99) await new Promise((done) => setImmediate(done))
  }
  // A pong comes after everything before it was read.
  if (socket.readyState === WebSocket.OPEN) {
    const read = new Promise((done) => socket.once('pong', done))
    socket.ping()
    await Promise.race([read, closed])
  }
  socket.terminate()
  return sent
}

test(
  `${FRAMES} hostile frames: no crash, bounded memory, other documents untouched (FUZZ_SEED=${SEED})`,
  async () => {
    console.log(`FUZZ_SEED=${SEED} FUZZ_FRAMES=${FRAMES}`)
    const [ada, jonas] = people as [Context, Context]
    const [target, watched, quiet] = [
      await createDocument(ada, { title: 'Target' }),
      await createDocument(ada, { title: 'Only to look at' }),
      await createDocument(ada, {}),
    ]
    const viewer = jonas.principal.type === 'user' ? jonas.principal.id : ''
    await shareWithPerson(ada, { documentId: watched, userId: viewer, role: 'viewer' })
    const seenBefore = Y.encodeStateAsUpdate(await loadDocument(services.database, watched))
    const tickets = [
      { documentId: target, token: (await issueTicket(ada, { documentId: target })).token },
      { documentId: watched, token: (await issueTicket(jonas, { documentId: watched })).token },
      { documentId: quiet, token: 'nobody' },
    ]

    // An honest writer elsewhere, who writes all the time.
    const websocketProvider = new HocuspocusProviderWebsocket({
      url: `ws://127.0.0.1:${port}/collab`,
      WebSocketPolyfill: WebSocket,
    })
    const honest = new HocuspocusProvider({
      websocketProvider,
      name: quiet,
      token: async () => (await issueTicket(ada, { documentId: quiet })).token,
    })
    honest.attach()
    let words = 0
    const writing = setInterval(() => honest.document.getText('title').insert(0, `${words++} `), 50)

    const before = await residentMegabytes()
    let frames = 0
    let most = 0
    let connections = 0
    const until = Date.now() + 20 * 60_000
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const random = createRandom(SEED + index)
        while (frames < FRAMES && !ended && Date.now() < until) {
          const { documentId, token } = random.pick(tickets)
          frames += await attack(random, documentId, token)
          connections += 1
          if (index === 0) most = Math.max(most, await residentMegabytes())
        }
      }),
    )
    clearInterval(writing)
    console.log(
      `${frames} frames in ${connections} connections; memory ${Math.round(before)} MB → at most ${Math.round(most)} MB`,
    )

    expect(ended).toBeUndefined()
    expect(frames).toBeGreaterThanOrEqual(FRAMES)
    expect(most - before).toBeLessThan(GROWTH_MEGABYTES)
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
    await vi.waitFor(() => expect(honest.isSynced && honest.unsyncedChanges === 0).toBe(true), 10_000)
    const expected = Array.from({ length: words }, (_, word) => `${words - 1 - word} `).join('')
    expect((await loadDocument(services.database, quiet)).getText('title').toString()).toBe(expected)
    expect(Y.encodeStateAsUpdate(await loadDocument(services.database, watched))).toEqual(seenBefore)
    // What was attacked can still be opened.
    expect((await loadDocument(services.database, target)).getText('title').toString()).toBe('Target')
    honest.destroy()
    websocketProvider.destroy()
  },
  25 * 60_000,
)
