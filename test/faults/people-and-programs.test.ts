/**
 * People type into a document over every transport. Meanwhile, at random, it is trashed, moved, shared and unshared,
 * written by programs, compacted and closed, and servers come and go. Nothing that they wrote is lost, nothing is
 * accepted without the right, and the events add up. FAULT_ROUNDS is how many documents are tried, FAULT_SEED the first
 * seed (printed with a fault).
 */
import { rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import { connect } from '@quillwire/database'
import { freePort, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { ownDataDir } from '@quillwire/database/testing/own-data-dir'
import { afterAll, expect, test, vi } from 'vitest'
import { startCollab } from '../bench/sync/our-server.ts'
import { createRandom, type Random } from './fuzz/random.ts'
import { type Deed, deedsTo, makeGood } from './people/deeds.ts'
import { openTriedDocument, type TriedDocument } from './people/document.ts'
import { expectAgreement, faultsOf } from './people/judge.ts'

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 2)
const SEED = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
const DEEDS = 30
const PAUSES_MS = [0, 0, 20, 100, 300, 1000]

const dataDir = await ownDataDir()
const port = await freePort()
let postgres = await startEmbeddedPostgres({ dataDir, port })
const database = connect(postgres.url, { applicationName: 'test', onError: () => {} })
const start = () => startCollab({ databaseUrl: postgres.url, dataDir, env: { LOG_LEVEL: 'error' } })
let collab = await start()

// A y-websocket client warns there when it is not let in.
vi.spyOn(console, 'warn').mockImplementation(() => {})

afterAll(async () => {
  await collab.stop()
  await database.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const base = () => `ws://127.0.0.1:${collab.port}`

async function metric(name: string) {
  const text = await (await fetch(`http://127.0.0.1:${collab.port}/metrics`)).text()
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
}

/** Waits until no document is left in memory. */
async function nobodyIsLeft() {
  await vi.waitFor(async () => {
    expect(await metric('quillwire_open_documents')).toBe(0)
    expect(await metric('quillwire_updates_waiting')).toBe(0)
  })
}

async function restartCollab({ writers }: TriedDocument) {
  await collab.stop()
  collab = await start()
  for (const writer of writers) writer.reopen(base())
}

/** Some writers leave while it is away, and come back. */
async function takeDatabaseAway({ writers, wasAway }: TriedDocument, random: Random) {
  const since = Date.now()
  await postgres.stop()
  const going = writers.filter((writer) => !writer.isOffline() && random.chance(0.5))
  for (const writer of going) writer.goOffline()
  await setTimeout(1000 + random.below(2000))
  postgres = await startEmbeddedPostgres({ dataDir, port })
  await vi.waitFor(() => database.query('SELECT', []))
  const isReady = async () => (await fetch(`http://127.0.0.1:${collab.port}/readyz`)).status
  await vi.waitFor(async () => expect(await isReady()).toBe(200))
  wasAway(since)
  for (const writer of going) writer.comeBack()
}

async function tryDocument(seed: number) {
  const random = createRandom(seed)
  const document = await openTriedDocument(database, base, (index) => createRandom(seed * 10 + index))
  const { id: documentId, owner, writers } = document
  const deeds: Deed[] = [
    ...deedsTo(document, random),
    () => restartCollab(document),
    () => takeDatabaseAway(document, random),
  ]
  await vi.waitFor(() => expect(writers.every((writer) => writer.isIn())).toBe(true))
  for (let done = 0; done < DEEDS; done++) {
    await document.act(random.pick(deeds))
    // The next deed comes while this one is still taking effect, or after that.
    await setTimeout(random.pick(PAUSES_MS))
  }
  await document.act(() => makeGood(document))
  for (const writer of writers) writer.stopTyping()
  await expectAgreement(document)
  for (const writer of writers) writer.leave()
  await nobodyIsLeft()
  expect(await faultsOf(document), `FAULT_SEED=${seed}`).toEqual([])

  // The document is deleted for good while somebody has it open.
  const [last] = writers
  last?.comeBack()
  await vi.waitFor(() => expect(last?.isIn()).toBe(true))
  await trashDocument(owner, { documentId })
  await deleteDocument(owner, { documentId })
  await nobodyIsLeft()
  last?.leave()
}

test(
  `${ROUNDS} documents are tried (FAULT_SEED=${SEED})`,
  async () => {
    for (let round = 0; round < ROUNDS; round++) await tryDocument(SEED + round)
  },
  180_000 * ROUNDS,
)
