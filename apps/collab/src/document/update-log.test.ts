import { createDocument } from '@quillwire/core/documents/create-document'
import type { LoggedUpdate } from '@quillwire/core/documents/update-log'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { lockLog } from '../testing/locked-log.ts'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { createUpdateLog } from './update-log.ts'

const office = await openTestOffice()
const { services, ada } = office
const { database } = services

afterEach(() => office.leave())
afterAll(() => office.close())

const MEGABYTE = 1024 * 1024

async function updates(count: number, size = 100): Promise<LoggedUpdate[]> {
  const documentId = await createDocument(ada, {})
  return Array.from({ length: count }, (_, index) => ({
    documentId,
    update: new Uint8Array(size).fill(index + 1),
    actorType: 'user',
    actorId: ada.id,
  }))
}

/** The first byte of each update in the log, in its order, without the update that began the document. */
async function written(documentId: string) {
  const { rows } = await database.query<{ first: number }>(
    `SELECT get_byte(update, 0) AS first FROM document_updates WHERE document_id = $1::uuid ORDER BY id OFFSET 1`,
    [documentId],
  )
  return rows.map(({ first }) => first)
}

test('one update that the database refuses holds up no other, and is the only one that is not kept', async () => {
  const refused: LoggedUpdate[] = []
  const triedAgain: Error[] = []
  const log = createUpdateLog({
    pool: database,
    onRefused: (update) => refused.push(update),
    onError: (error) => triedAgain.push(error),
  })
  const all = await updates(9)
  const [culprit] = all.splice(4, 1, { ...(all[4] as LoggedUpdate), actorId: 'nobody with an id' })
  for (const update of all) log.append(update)
  await log.settled()
  expect(refused.map(({ update }) => update[0])).toEqual([culprit?.update[0]])
  expect(await written(all[0]?.documentId ?? '')).toEqual([1, 2, 3, 4, 6, 7, 8, 9])
  expect(log.waiting).toBe(0)
  expect(triedAgain).toEqual([])
})

test('what arrives together is committed together, and what arrives meanwhile with the commit after it', async () => {
  const commits: number[][] = []
  const log = createUpdateLog({
    pool: database,
    onCommit: (written) => commits.push(written.map(({ update }) => update[0] ?? 0)),
  })
  const all = await updates(7)
  const unlock = await lockLog(database)
  for (const update of all.slice(0, 3)) log.append(update)
  const firstThree = new Promise<void>((done) => log.whenCommitted(() => done()))
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    )
    expect(rows).toHaveLength(1)
  }, PATIENCE)
  for (const update of all.slice(3)) log.append(update)
  await unlock()
  await firstThree
  expect(commits).toEqual([[1, 2, 3]])
  await log.settled()
  expect(commits).toEqual([
    [1, 2, 3],
    [4, 5, 6, 7],
  ])
})

test('while the database takes nothing, it is reported when more waits than memory should hold, and when that is written', async () => {
  const pressure: boolean[] = []
  const log = createUpdateLog({ pool: database, onPressure: (high) => pressure.push(high) })
  const all = await updates(65, MEGABYTE)
  const unlock = await lockLog(database)
  let acknowledged = 0
  for (const update of all.slice(0, 60)) log.append(update)
  log.whenCommitted(() => {
    acknowledged += 1
  })
  expect(pressure).toEqual([])
  for (const update of all.slice(60)) log.append(update)
  expect(pressure).toEqual([true])
  expect(log.waitingBytes).toBe(65 * MEGABYTE)
  expect(acknowledged).toBe(0)
  unlock()
  await log.settled()
  expect(acknowledged).toBe(1)
  expect(pressure).toEqual([true, false])
  expect(await written(all[0]?.documentId ?? '')).toHaveLength(65)
})

test('while the database is away, each failed try is reported, and for how long, until it takes what waits', async () => {
  let isAway = true
  const tries: number[] = []
  const log = createUpdateLog({
    pool: {
      async query() {
        if (isAway) throw new Error('Connection terminated unexpectedly')
        return { rows: [] }
      },
    },
    onError: () => tries.push(log.stuckMs),
  })
  const [update] = await updates(1)
  if (!update) throw new Error('no update')
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  log.append(update)
  for (const pause of [0, 50, 100]) {
    await vi.advanceTimersByTimeAsync(pause)
    await new Promise((done) => setImmediate(done))
  }
  expect(tries).toEqual([0, 50, 150])
  isAway = false
  await vi.advanceTimersByTimeAsync(250)
  await log.settled()
  expect([log.waiting, log.stuckMs]).toEqual([0, 0])
})

test('a sync server under pressure reads no more from its writers, and goes on where it stopped', async () => {
  const { base, collab } = await office.serve()
  const documentId = await createDocument(ada, {})
  const [writer, reader] = [office.join(base, ada, documentId), office.join(base, ada, documentId)]
  await Promise.all([synced(writer), synced(reader)])
  collab.transports.setPaused('log', true)
  writer.text.insert(0, 'waits')
  const late = office.join(base, ada, documentId)
  await vi.waitFor(() => expect(writer.provider.unsyncedChanges).toBeGreaterThan(0), PATIENCE)
  expect(late.provider.synced).toBe(false)
  expect(reader.text.toString()).toBe('')
  collab.transports.setPaused('log', false)
  await Promise.all([synced(writer), synced(late)])
  await vi.waitFor(() => expect(reader.text.toString()).toBe('waits'), PATIENCE)
})

test('a document whose last writer has left stays in memory until all of it is on the disk', async () => {
  const { base, collab } = await office.serve()
  const gauge = async (name: string) =>
    Number(new RegExp(`^${name}(?:{.*})? (.*)$`, 'm').exec(await collab.metrics.registry.metrics())?.[1])
  const documentId = await createDocument(ada, {})
  const [writer, witness] = [office.join(base, ada, documentId), office.join(base, ada, documentId)]
  await Promise.all([synced(writer), synced(witness)])
  const unlock = await lockLog(database)
  writer.text.insert(0, 'the last word')
  // Somebody has heard it, so the server has taken it.
  await vi.waitFor(() => expect(witness.text.toString()).toBe('the last word'), PATIENCE)
  writer.leave()
  witness.leave()
  await vi.waitFor(async () => expect(await gauge('quillwire_connections')).toBe(0), PATIENCE)
  expect(await gauge('quillwire_open_documents')).toBe(1)
  unlock()
  await vi.waitFor(async () => expect(await gauge('quillwire_open_documents')).toBe(0), PATIENCE)
  const again = office.join(base, ada, documentId)
  await synced(again)
  expect(again.text.toString()).toBe('the last word')
})
