/** A sync server in its own process, behind the front door, and the people who work at it while it is attacked. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { Context } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { testSecret } from '@quillwire/core/testing/services'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { freePort } from '@quillwire/database/embedded'
import { testDatabase } from '@quillwire/database/testing'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { openTestOffice } from '../../../apps/collab/src/testing/office.ts'
import { createFrontDoor } from '../../../apps/launcher/src/front-door/front-door.ts'

/** V8 uses all that it may before it collects garbage. With so little memory, a leak ends the process. */
const HEAP_MEGABYTES = 320
const GROWTH_MEGABYTES = 600

export interface AttackedServer {
  /** The server's own port, as in a cluster, and that of the front door, as on one machine. */
  ports: [direct: number, front: number]
  /** Documents to attack, each with a token: a writer's ticket, a viewer's, or none. */
  targets: { documentId: string; token: string }[]
  /** How the process ended, if it has. */
  ended(): string | undefined
  /** Samples the memory of the process. The maximum is reported in the end. */
  measure(): Promise<void>
  /** Everything that must be true in spite of the attack. */
  expectUnharmed(): Promise<void>
  stop(): Promise<void>
}

export async function startAttackedServer(): Promise<AttackedServer> {
  const { database, url } = await testDatabase()
  const { ada, jonas } = await openTestOffice(database)
  const [target, watched, quiet] = [
    await createDocument(ada, { title: 'Target' }),
    await createDocument(ada, { title: 'Only to look at' }),
    await createDocument(ada, {}),
  ]
  await shareWithPerson(ada, { documentId: watched, userId: jonas.id, role: 'viewer' })
  const watchedBefore = Y.encodeStateAsUpdate(await loadDocument(database, watched))
  const targets = [
    { documentId: target, token: (await issueTicket(ada, { documentId: target })).token },
    { documentId: watched, token: (await issueTicket(jonas, { documentId: watched })).token },
    { documentId: quiet, token: 'nobody' },
  ]

  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-fuzz-'))
  const port = await freePort()
  const child = startProcess({ DATABASE_URL: url, DATA_DIR: dataDir, INTERNAL_PORT: String(port) })
  let ended: string | undefined
  child.once('exit', (code, signal) => {
    ended = `${code ?? signal}`
  })
  const frontPort = await freePort()
  const frontDoor = await openFrontDoor(frontPort, child, port)
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status
  await vi.waitFor(async () => expect(await isReady()).toBe(200), { timeout: 15_000, interval: 50 })
  const honest = await openHonestWriter(ada, port, quiet)
  const before = await residentMegabytes(child)
  let most = before

  return {
    ports: [port, frontPort],
    targets,
    ended: () => ended,
    async measure() {
      most = Math.max(most, await residentMegabytes(child))
    },
    async expectUnharmed() {
      console.log(`memory ${Math.round(before)} MB → at most ${Math.round(most)} MB`)
      expect(ended).toBeUndefined()
      expect(most - before).toBeLessThan(GROWTH_MEGABYTES)
      expect(await isReady()).toBe(200)
      const written = await honest.finished()
      expect((await loadDocument(database, quiet)).getText('title').toString()).toBe(written)
      expect(Y.encodeStateAsUpdate(await loadDocument(database, watched))).toEqual(watchedBefore)
      // The attacked document can still be opened.
      expect((await loadDocument(database, target)).getText('title').toString()).toBe('Target')
    },
    async stop() {
      honest.leave()
      frontDoor.close()
      child.kill('SIGKILL')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function startProcess(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, 'apps/collab/src/main.ts'], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      SECRET: testSecret,
      LOG_LEVEL: 'fatal',
      // The limit on frames would otherwise end the test long before anything else.
      COLLAB_MAX_FRAMES_PER_SECOND: '1000000',
      // A state takes about ten times as much memory while it is open.
      COLLAB_MAX_DOCUMENT_BYTES: String(4 * 1024 * 1024),
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** The front door runs in this process: a fault that would end the launcher fails the test. */
async function openFrontDoor(port: number, child: ChildProcess, internalPort: number) {
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  door.open({
    web: { isReady: () => false, child: () => null, internalPort: await freePort() },
    collab: { isReady: () => true, child: () => child, internalPort },
    answerProbe: (_path, response) => response.end(),
  })
  return door
}

async function residentMegabytes({ pid }: ChildProcess): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024
}

/** A client that writes all the time, in a document that nobody else may open. */
async function openHonestWriter(context: Context, port: number, documentId: string) {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${port}/collab`,
    WebSocketPolyfill: WebSocket,
  })
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: documentId,
    token: async () => (await issueTicket(context, { documentId })).token,
  })
  provider.attach()
  let words = 0
  const writing = setInterval(() => provider.document.getText('title').insert(0, `${words++} `), 50)
  const leave = () => {
    clearInterval(writing)
    provider.destroy()
    websocketProvider.destroy()
  }
  return {
    /** Resolves to everything that was written, once it is acknowledged. */
    async finished() {
      clearInterval(writing)
      await vi.waitFor(() => expect(provider.isSynced && provider.unsyncedChanges === 0).toBe(true), 30_000)
      return Array.from({ length: words }, (_, word) => `${words - 1 - word} `).join('')
    },
    leave,
  }
}
