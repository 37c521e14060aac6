/** PostgreSQL goes away while the sync server runs. AWAY_SECONDS is for how long: minutes in a long run. */
import { rm } from 'node:fs/promises'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { afterAll, expect, test, vi } from 'vitest'
import { openOffice, startCollab } from '../bench/sync/our-server.ts'
import { startWriter } from './writer.ts'

const AWAY_SECONDS = Number(process.env.AWAY_SECONDS ?? 6)
const dataDir = await ownDataDir()
const port = await freePort()
let postgres = await startEmbeddedPostgres({ dataDir, port })
const office = await openOffice(postgres.url)
const collab = await startCollab({ databaseUrl: postgres.url, dataDir })

afterAll(async () => {
  await collab.stop()
  await office.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const ready = async () => (await fetch(`http://127.0.0.1:${collab.port}/readyz`)).status

test(
  `PostgreSQL is away for ${AWAY_SECONDS} s: people go on writing, nothing is acknowledged, everything lands afterwards`,
  async () => {
    const [room] = await office.rooms(1)
    if (!room) throw new Error('no document')
    const [a, b] = [await startWriter(collab.url, room, 'a'), await startWriter(collab.url, room, 'b')]
    await vi.waitFor(() => expect(Math.min(a.acknowledged, b.acknowledged)).toBeGreaterThan(20))
    expect(await ready()).toBe(200)

    await postgres.stop()
    const back = Date.now() + AWAY_SECONDS * 1000
    // A commit that was under way when it went may have succeeded.
    await vi.waitFor(async () => expect(await ready()).toBe(503))
    const [before, typedBefore] = [a.acknowledged, a.typed]
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(back), { timeout: AWAY_SECONDS * 1000 + 5000 })
    expect(a.typed).toBeGreaterThan(typedBefore + 100)
    expect(a.acknowledged).toBe(before)
    // They still see each other's words.
    await vi.waitFor(() => expect(b.text()).toContain(`a-${a.typed - 20};`))

    postgres = await startEmbeddedPostgres({ dataDir, port })
    await vi.waitFor(async () => expect(await ready()).toBe(200), { interval: 100 })
    for (const writer of [a, b]) writer.stopTyping()
    await Promise.all([a.settled(20_000), b.settled(20_000)])
    const stored = (await loadDocument(office.database, room.name)).getText('title').toString()
    expect(stored).toBe(a.text())
    expect(stored).toBe(b.text())
    const words = stored.split(';')
    for (const { name, typed } of [a, b])
      expect(words.filter((word) => word.startsWith(`${name}-`))).toHaveLength(typed)
    for (const writer of [a, b]) writer.leave()
  },
  (AWAY_SECONDS + 90) * 1000,
)
