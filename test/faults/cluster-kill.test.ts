/**
 * Two sync servers, each behind a front door, share documents through Redis. One is killed under load, and Redis goes
 * away in between, with writers over either transport. FAULT_ROUNDS is the number of kills, AWAY_SECONDS how long Redis
 * is away.
 */
import { rm } from 'node:fs/promises'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { afterAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startRedis } from '../../apps/collab/src/testing/redis.ts'
import { createFrontDoor } from '../../apps/launcher/src/front-door/front-door.ts'
import { HttpSocket } from '../../apps/web/src/features/editor/collaboration/http-socket.ts'
import { openOffice, startCollab } from '../bench/sync/our-server.ts'
import { type FaultWriter, startWriter } from './writer.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 2)
const AWAY_SECONDS = Number(process.env.AWAY_SECONDS ?? 3)
const dataDir = await ownDataDir()
const postgres = await startEmbeddedPostgres({ dataDir })
const office = await openOffice(postgres.url)
const redis = await startRedis()
const transports = [
  ['a WebSocket', WebSocket],
  ['HTTP', HttpSocket],
] as const

async function start() {
  const server = await startCollab({ databaseUrl: postgres.url, dataDir, redisUrl: redis.url })
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  const behind = { isReady: () => true, child: () => server.child, internalPort: server.port }
  door.open({ web: behind, collab: behind, answerProbe: (_path, response) => response.end() })
  return {
    url: `ws://127.0.0.1:${port}/collab`,
    kill() {
      server.child.kill('SIGKILL')
      door.close()
    },
    async stop() {
      await server.stop()
      door.close()
    },
  }
}

type Server = Awaited<ReturnType<typeof start>>
let servers: [Server, Server] = [await start(), await start()]

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await office.close()
  await redis.stop()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function typedAWhile(writers: FaultWriter[], words: number) {
  const goals = writers.map(({ acknowledged }) => acknowledged + words)
  await vi.waitFor(
    () => {
      for (const [index, { acknowledged }] of writers.entries())
        expect(acknowledged).toBeGreaterThan(goals[index] ?? 0)
    },
    { timeout: 20_000, interval: 10 },
  )
}

/** Every writer, and the disk, has every word exactly once. */
async function agree(writers: FaultWriter[], documentId: string) {
  for (const writer of writers) writer.stopTyping()
  await Promise.all(writers.map((writer) => writer.settled(20_000)))
  await vi.waitFor(
    async () => {
      const stored = (await loadDocument(office.database, documentId)).getText('title').toString()
      for (const writer of writers) expect(writer.text()).toBe(stored)
      const words = stored.split(';').filter(Boolean)
      expect(words).toHaveLength(writers.reduce((sum, { typed }) => sum + typed, 0))
      expect(new Set(words).size).toBe(words.length)
    },
    { timeout: 20_000, interval: 100 },
  )
}

test.each(transports)(
  `a server is killed under load (${ROUNDS} rounds): its writers over %s go on at the other, nothing is lost and nothing doubled`,
  async (_transport, Socket) => {
    for (let round = 0; round < ROUNDS; round++) {
      const [room] = await office.rooms(1)
      if (!room) throw new Error('no document')
      const [doomed, other] = servers
      const writers = await Promise.all(
        [doomed, other, doomed, other].map(({ url }, index) =>
          startWriter(url, room, `r${round}w${index}`, Socket),
        ),
      )
      await typedAWhile(writers, 20 + Math.floor(Math.random() * 40))
      for (const writer of writers) writer.moveTo(other.url)
      const promised = writers.map(({ acknowledged }) => acknowledged)
      doomed.kill()
      await typedAWhile(writers, 20)
      const stored = new Set(
        (await loadDocument(office.database, room.name)).getText('title').toString().split(';'),
      )
      for (const [index, writer] of writers.entries())
        expect(writer.words(promised[index] ?? 0).filter((word) => !stored.has(word))).toEqual([])
      await agree(writers, room.name)
      for (const writer of writers) writer.leave()
      servers = [other, await start()]
    }
  },
  60_000 * ROUNDS,
)

test.each(transports)(
  `Redis is away for ${AWAY_SECONDS} s under load: each server works on for writers over %s, and afterwards both have everything`,
  async (_transport, Socket) => {
    const [room] = await office.rooms(1)
    if (!room) throw new Error('no document')
    const writers = await Promise.all(
      servers.map(({ url }, index) => startWriter(url, room, `w${index}`, Socket)),
    )
    await typedAWhile(writers, 20)
    await redis.away()
    const back = Date.now() + AWAY_SECONDS * 1000
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(back), { timeout: AWAY_SECONDS * 1000 + 5000 })
    await typedAWhile(writers, 20)
    await redis.start()
    await typedAWhile(writers, 20)
    await agree(writers, room.name)
    for (const writer of writers) writer.leave()
  },
  (AWAY_SECONDS + 60) * 1000,
)
