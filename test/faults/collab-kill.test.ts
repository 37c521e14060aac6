import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { asPrincipal, type Context, type Services } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { testSecret, testServices } from '@quillwire/core/testing/services'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createWorkspace } from '@quillwire/core/workspaces/create-workspace'
import { connect, newId } from '@quillwire/database'
import { type EmbeddedPostgres, freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3)
const WRITERS = 4

let dataDir: string
let postgres: EmbeddedPostgres
let services: Services
let ada: Context
let child: ChildProcess | undefined

beforeAll(async () => {
  dataDir = await ownDataDir()
  // A server of its own, with fsync on as in the product: an acknowledgement is about the disk.
  postgres = await startEmbeddedPostgres({ dataDir })
  const database = connect(postgres.url, {
    applicationName: 'test',
    maxConnections: 4,
    onError: console.error,
  })
  services = testServices(database)
  const user = { id: newId(), name: 'Ada', email: 'ada@example.com' }
  await database.prisma.user.create({ data: user })
  const workspaceId = await database.transaction((tx) => createWorkspace(tx, user))
  ada = asPrincipal(services, {
    type: 'user',
    ...user,
    image: null,
    membership: { workspaceId, workspaceName: '', role: 'owner' },
    shareLinkIds: [],
  })
})

afterAll(async () => {
  child?.kill('SIGKILL')
  await services?.database.close()
  await postgres?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function startCollab(): Promise<number> {
  const port = await freePort()
  child = spawn(process.execPath, ['apps/collab/src/main.ts'], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: postgres.url,
      SECRET: testSecret,
      DATA_DIR: dataDir,
      INTERNAL_PORT: String(port),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), {
    timeout: 15_000,
    interval: 50,
  })
  return port
}

/** Types words without a pause, and tracks how many of them the server has acknowledged. */
async function startWriter(port: number, documentId: string, name: string) {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${port}/collab`,
    WebSocketPolyfill: WebSocket,
  })
  const { token } = await issueTicket(ada, { documentId })
  const provider = new HocuspocusProvider({ websocketProvider, name: documentId, token })
  provider.attach()
  await vi.waitFor(() => expect(provider.isSynced && provider.unsyncedChanges === 0).toBe(true))
  const text = provider.document.getText('title')
  const before = text.toString()
  let typed = 0
  let acknowledged = 0
  // Every word is one update, and acknowledgements come in order.
  provider.on('unsyncedChanges', ({ number }: { number: number }) => {
    acknowledged = Math.max(acknowledged, typed - number)
  })
  const typing = setInterval(() => {
    text.insert(text.length, `${name}-${typed};`)
    typed += 1
  }, 3)
  return {
    before,
    get acknowledged() {
      return acknowledged
    },
    words: () => Array.from({ length: acknowledged }, (_, number) => `${name}-${number}`),
    /** Call it before the kill: what the provider counts after its connection breaks is not an acknowledgement. */
    stop() {
      clearInterval(typing)
      provider.removeAllListeners()
    },
    destroy() {
      provider.destroy()
      websocketProvider.destroy()
    },
  }
}

test(
  `every acknowledged word outlives kill -9 in the middle of typing (${ROUNDS} rounds)`,
  async () => {
    const documents = [await createDocument(ada, {}), await createDocument(ada, {})]
    const kept = new Map(documents.map((documentId) => [documentId, [] as string[]]))
    for (let round = 0; round < ROUNDS; round++) {
      const port = await startCollab()
      const writers = await Promise.all(
        Array.from({ length: WRITERS }, async (_, index) => {
          const documentId = documents[index % documents.length] as string // the index is within the list
          return { documentId, writer: await startWriter(port, documentId, `r${round}w${index}`) }
        }),
      )
      // The clients of this round must find everything that was acknowledged in the last one.
      for (const { documentId, writer } of writers) {
        const found = new Set(writer.before.split(';'))
        expect(kept.get(documentId)?.filter((word) => !found.has(word))).toEqual([])
      }
      const enough = 20 + Math.floor(Math.random() * 60)
      await vi.waitFor(
        () => {
          for (const { writer } of writers) expect(writer.acknowledged).toBeGreaterThan(enough)
        },
        { interval: 5 },
      )
      const exit = once(child as ChildProcess, 'exit') // startCollab has just set it
      child?.kill('SIGKILL')
      for (const { writer } of writers) writer.stop()
      await exit
      for (const { documentId, writer } of writers) kept.get(documentId)?.push(...writer.words())
      for (const { writer } of writers) writer.destroy()
      for (const [documentId, words] of kept) {
        const ydoc = await loadDocument(services.database, documentId)
        const stored = new Set(ydoc.getText('title').toString().split(';'))
        expect(words.filter((word) => !stored.has(word))).toEqual([])
      }
    }
  },
  20_000 * ROUNDS,
)
