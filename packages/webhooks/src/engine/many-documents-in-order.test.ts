/** An endpoint that wants order, for which events of very many documents wait. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { beforeEach, expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { type ClaimedRow, claimDeliveries } from './claim-deliveries.ts'

const { database } = await testDatabase()
const { context } = await testWorkspace(database)
let endpointId: string

beforeEach(async () => {
  // The one of the test before, with all that waits for it.
  await database.query(`DELETE FROM webhook_endpoints`)
  const url = 'https://in-order.example/'
  endpointId = (await createEndpoint(context, { url, eventTypes: ['member.*'], ordered: true })).id
})

/** So many events of each of these documents, which came about in turns, the last of them a moment ago. */
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

test('others do not wait for a document of which a great many wait, and the first is under way', async () => {
  const [much = '', ...others] = newDocuments(21)
  await addWaiting([much], 500)
  expect(await documentsOf(await claim(16))).toEqual([much])
  await addWaiting(others, 2)
  const rows = [...(await claim(16)), ...(await claim(16))]
  expect(await documentsOf(rows)).toEqual(others)
  expect(await claim(16), 'of each the first is under way').toEqual([])
})

test('each document has its turn while the first of one fails again and again, and of the others more waits than is sent', async () => {
  const [failing = '', ...others] = newDocuments(401)
  await addWaiting([failing], 100)
  await database.query(
    `UPDATE deliveries SET next_attempt_at = now() + interval '1 hour' WHERE sequence < 2000000`,
  )
  await addWaiting(others, 20)
  const turns = new Map<string, string>()
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
