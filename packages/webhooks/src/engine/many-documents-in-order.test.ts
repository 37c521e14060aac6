/** An endpoint that wants order, for which events of very many documents wait. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { type ClaimedRow, claimDeliveries } from './claim-deliveries.ts'
import { createDocumentTurns } from './document-turns.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { context } = workspace
let endpointId: string

beforeEach(async () => {
  // The endpoint of the test before, with all that waits for it.
  await database.query(`DELETE FROM webhook_endpoints`)
  const url = 'https://in-order.example/'
  endpointId = (await createEndpoint(context, { url, eventTypes: ['member.*'], ordered: true })).id
})

/** Makes this many events of each of these documents, which happened in turns, the last of them a moment ago. */
async function addWaiting(documents: readonly string[], ofEach: number) {
  await database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type, document_id, order_key, sequence, next_attempt_at)
     SELECT uuidv7(), $1::uuid, uuidv7(), 'member.joined', NULL, document, turn * 1000000 + place,
            now() - make_interval(secs => ($3::int - turn) * 100 + (cardinality($2::uuid[]) - place) / 1000.0)
       FROM generate_series(1, $3::int) turn, unnest($2::uuid[]) WITH ORDINALITY AS t (document, place)`,
    [endpointId, documents, ofEach],
  )
}

const newDocuments = (count: number) => Array.from({ length: count }, newId)

const claim = (most: number) =>
  claimDeliveries(database, { total: most, perEndpoint: most, ofEndpoint: new Map(), busy: [] })

async function documentsOf(rows: readonly ClaimedRow[]): Promise<string[]> {
  const { rows: found } = await database.query<{ key: string }>(
    'SELECT order_key AS key FROM deliveries WHERE id = ANY ($1::uuid[]) ORDER BY order_key',
    [rows.map(({ id }) => id)],
  )
  return found.map(({ key }) => key)
}

test('a claim reads about what it takes, however many documents wait', async () => {
  await addWaiting(newDocuments(3000), 2)
  const read = await rowsRead(database, async ({ query }) => {
    const limits = { total: 16, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }
    expect(await claimDeliveries({ query }, limits)).toHaveLength(16)
  })
  expect(read.deliveries).toBeLessThan(300)
})

test('what waits for longest is taken first, whatever the documents’ ids', async () => {
  const documents = newDocuments(400).reverse()
  await addWaiting(documents, 2)
  for (const taken of [0, 16, 32])
    expect(await documentsOf(await claim(16))).toEqual(documents.slice(taken, taken + 16).toSorted())
})

test('other documents do not wait for one with a great many deliveries, of which the first is under way', async () => {
  const [much = '', ...others] = newDocuments(21)
  await addWaiting([much], 500)
  expect(await documentsOf(await claim(16))).toEqual([much])
  await addWaiting(others, 2)
  const rows = [...(await claim(16)), ...(await claim(16))]
  expect(await documentsOf(rows)).toEqual(others)
  expect(await claim(16), 'of each the first is under way').toEqual([])
})

test('each document has its turn while the first delivery of one fails again and again, and more waits for the others than is sent', async () => {
  const [failing = '', ...others] = newDocuments(401)
  await addWaiting([failing], 100)
  await database.query(
    `UPDATE deliveries SET next_attempt_at = now() + interval '1 hour' WHERE sequence < 2000000`,
  )
  await addWaiting(others, 20)
  const turns = createDocumentTurns()
  const served = new Set<string>()
  for (let time = 0; time < 100; time++) {
    const limits = { total: 16, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }
    const rows = await claimDeliveries(database, limits, turns)
    expect(rows).toHaveLength(16)
    for (const document of await documentsOf(rows)) served.add(document)
    await database.query(
      `UPDATE deliveries SET status = 'succeeded', leased_until = NULL WHERE id = ANY ($1::uuid[])`,
      [rows.map(({ id }) => id)],
    )
  }
  expect(served.size).toBe(others.length)
})

test('a claim that has room for all takes the first of each document, and nothing else', async () => {
  const documents = newDocuments(300)
  await addWaiting(documents, 3)
  const rows = await claim(1024)
  expect(await documentsOf(rows)).toEqual(documents)
  const { rows: firsts } = await database.query<{ id: string }>(
    'SELECT DISTINCT ON (order_key) id FROM deliveries ORDER BY order_key, sequence',
  )
  expect(rows.map(({ id }) => id).sort()).toEqual(firsts.map(({ id }) => id).sort())
})

const retryLater = (ofFirst: number) =>
  database.query(
    `UPDATE deliveries SET next_attempt_at = now() + interval '1 hour' WHERE sequence <= 1000000 + $1::int`,
    [ofFirst],
  )

test('a claim reads a bounded number of rows where the first of very many documents wait for a retry', async () => {
  const documents = newDocuments(6000)
  await addWaiting(documents, 2)
  await retryLater(documents.length)
  const turns = createDocumentTurns()
  const limits = { total: 16, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }
  const read = await rowsRead(database, async ({ query }) => {
    expect(await claimDeliveries({ query }, limits, turns)).toEqual([])
  })
  expect(read.deliveries).toBeLessThan(1500)
  expect(turns.unfinished).toBe(true)
})

test('successive claims come to the one document of many that waits for no retry, and end when they have been round', async () => {
  const documents = newDocuments(3000)
  await addWaiting(documents, 3)
  await retryLater(documents.length)
  // Neither the oldest that is due nor the newest.
  const { rows } = await database.query<{ key: string }>(
    `UPDATE deliveries SET status = 'succeeded' WHERE order_key = $1::uuid AND sequence < 2000000 RETURNING order_key AS key`,
    [documents[1500]],
  )
  expect(rows).toHaveLength(1)
  const turns = createDocumentTurns()
  const limits = { total: 16, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }
  const found: string[] = []
  let claims = 0
  do {
    claims += 1
    found.push(...(await documentsOf(await claimDeliveries(database, limits, turns))))
  } while (turns.unfinished)
  expect(found).toEqual([documents[1500]])
  expect(claims).toBeLessThanOrEqual(4)
})

test('neither a new event nor a retry that is due waits for the turn of its document', async () => {
  const documents = newDocuments(3000)
  await addWaiting(documents, 2)
  await retryLater(documents.length)
  const [retried = ''] = documents.slice(2000)
  await database.query(
    `UPDATE deliveries SET next_attempt_at = now() WHERE order_key = $1::uuid AND sequence < 2000000`,
    [retried],
  )
  const fresh = newId()
  await addWaiting([fresh], 1)
  expect(await documentsOf(await claim(16))).toEqual([retried, fresh])
})

test('the one document of many that waits for no retry has its turn while there are always as many new events as a claim takes', async () => {
  const documents = newDocuments(3000)
  await addWaiting(documents, 3)
  await retryLater(documents.length)
  await database.query(
    `UPDATE deliveries SET status = 'succeeded' WHERE order_key = $1::uuid AND sequence < 2000000`,
    [documents[1500]],
  )
  const turns = createDocumentTurns()
  const served: string[] = []
  for (let time = 0; time < 8; time++) {
    // New deliveries stand behind all of them.
    await addWaiting([newId()], 1)
    const limits = { total: 1, perEndpoint: 1, ofEndpoint: new Map(), busy: [] }
    served.push(...(await documentsOf(await claimDeliveries(database, limits, turns))))
  }
  expect(served).toHaveLength(8)
  expect(served).toContain(documents[1500])
})

test('a worker goes on by itself until it has looked at all documents', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  await updateEndpoint(context, { id: endpointId, url: receiver.url })
  const last = await workspace.happen()
  // Their ids stand before any that is made today.
  await addWaiting(
    Array.from({ length: 3000 }, (_, n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`),
    3,
  )
  await retryLater(3000)
  await database.query(
    `UPDATE deliveries SET next_attempt_at = now() - interval '50 seconds' WHERE event_id = $1::uuid`,
    [last],
  )
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})
