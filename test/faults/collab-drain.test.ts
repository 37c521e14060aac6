/** A sync server is told to stop, as at every deployment, while people write over all of its transports. */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openOffice, startCollab } from '../bench/sync/our-server.ts'
import { type FaultWriter, startWriter } from './writer.ts'

/** The launcher kills what has not drained after nine seconds. */
const BOUND_MS = 9000
const dataDir = await ownDataDir()
const port = await freePort()
let postgres = await startEmbeddedPostgres({ dataDir, port })
const office = await openOffice(postgres.url)
const start = () => startCollab({ databaseUrl: postgres.url, dataDir })
type Server = Awaited<ReturnType<typeof start>>
const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(async () => {
  await office.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function serve(): Promise<Server> {
  const server = await start()
  ends.push(() => server.stop())
  return server
}

/** The clients of a server: two writers, a y-websocket client and one over HTTP. */
async function crowd(server: Server) {
  const [room] = await office.rooms(1)
  if (!room) throw new Error('no document')
  const writers = [await startWriter(server.url, room, 'a'), await startWriter(server.url, room, 'b')]
  for (const writer of writers) ends.push(() => writer.leave())
  await vi.waitFor(() => {
    for (const { acknowledged } of writers) expect(acknowledged).toBeGreaterThan(20)
  })

  const plain = new WebsocketProvider(`ws://127.0.0.1:${server.port}/yjs`, room.name, new Y.Doc(), {
    params: { token: room.token },
    WebSocketPolyfill: WebSocket as never, // the type of ws differs from the browser's, but it works the same
    disableBc: true,
  })
  ends.push(() => plain.destroy())
  const closes: string[] = []
  plain.on('connection-close', (event) => closes.push(`${event?.code} ${event?.reason}`))
  await vi.waitFor(() => expect(plain.synced).toBe(true))

  const stream = await fetch(`http://127.0.0.1:${server.port}/collab/stream`)
  const words = stream.text().catch((error: Error) => error.message)
  return { room, writers, closes, words }
}

/** Stops the server, and returns how it ended and what its clients received. */
async function stopped(server: Server, { writers, closes, words }: Awaited<ReturnType<typeof crowd>>) {
  const since = Date.now()
  const exit = once(server.child, 'exit')
  server.child.kill('SIGTERM')
  const [code] = await exit
  expect({ code, inTime: Date.now() - since < BOUND_MS }).toEqual({ code: 0, inTime: true })
  await vi.waitFor(() => {
    for (const writer of writers) expect(writer.closes[0]).toBe('1012 restarting')
    expect(closes[0]).toBe('1012 restarting')
  })
  expect(await words).toContain('event: close\ndata: {"code":1012,"reason":"restarting"}')
}

/** At the next server, every writer, and the disk, has every word exactly once. */
async function goOn(server: Server, documentId: string, writers: FaultWriter[]) {
  for (const writer of writers) {
    writer.stopTyping()
    writer.moveTo(server.url)
  }
  await Promise.all(writers.map((writer) => writer.settled(20_000)))
  const stored = await textOf(documentId)
  for (const writer of writers) expect(writer.text()).toBe(stored)
  const words = stored.split(';').filter(Boolean)
  expect(words).toHaveLength(writers.reduce((sum, { typed }) => sum + typed, 0))
  expect(new Set(words).size).toBe(words.length)
}

const textOf = async (documentId: string) =>
  (await loadDocument(office.database, documentId)).getText('title').toString()

test('every client is told to reconnect, what was acknowledged is stored, and the process exits cleanly', async () => {
  const server = await serve()
  const people = await crowd(server)
  await stopped(server, people)
  const stored = new Set((await textOf(people.room.name)).split(';'))
  for (const writer of people.writers)
    expect(writer.words(writer.acknowledged).filter((word) => !stored.has(word))).toEqual([])
  await goOn(await serve(), people.room.name, people.writers)
}, 60_000)

test('the same while PostgreSQL is away: the writers still have what was not stored', async () => {
  const server = await serve()
  const people = await crowd(server)
  await postgres.stop()
  ends.push(async () => {
    postgres = await startEmbeddedPostgres({ dataDir, port })
  })
  const typed = people.writers.map((writer) => writer.typed)
  await vi.waitFor(() => {
    for (const [index, writer] of people.writers.entries())
      expect(writer.typed).toBeGreaterThan((typed[index] ?? 0) + 50)
  })
  await stopped(server, people)
  postgres = await startEmbeddedPostgres({ dataDir, port })
  ends.pop()
  await goOn(await serve(), people.room.name, people.writers)
}, 90_000)

test('the same while PostgreSQL hangs', async () => {
  const server = await serve()
  const people = await crowd(server)
  const { rows } = await office.database.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'quillwire collab%'`,
  )
  expect(rows).not.toEqual([])
  const signal = (name: NodeJS.Signals) => {
    for (const { pid } of rows) process.kill(pid, name)
  }
  signal('SIGSTOP')
  try {
    await stopped(server, people)
  } finally {
    signal('SIGCONT')
  }
  await goOn(await serve(), people.room.name, people.writers)
}, 60_000)
