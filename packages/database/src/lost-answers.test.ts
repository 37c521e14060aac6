/** A server vanishes without a word: its machine loses power, or a device in between forgets the connection. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Database } from './connect.ts'
import { isDatabaseAway } from './is-database-away.ts'
import { failure } from './testing/failure.ts'
import { type NetworkPath, openPath } from './testing/network-path.ts'
import { openTransaction } from './testing/open-transaction.ts'
import { testDatabase } from './testing/test-database.ts'

const { database, url } = await testDatabase()
let path: NetworkPath
let far: Database

beforeAll(async () => {
  path = await openPath(url)
  far = connect(path.url, { applicationName: 'far', maxConnections: 2, patienceMs: 500, onError: () => {} })
})
afterAll(async () => {
  await far.close()
  path.close()
})

const atWork = async () =>
  (
    await database.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'far' AND query LIKE 'SELECT pg_%' AND state = 'active'`,
    )
  ).rows

/** Runs the statement so that every connection of the pool waits for an answer. */
async function waitingFor(sql: string): Promise<unknown[]> {
  const all = [far.query(sql), far.transaction((tx) => tx.query(sql))].map(failure)
  await expect.poll(atWork).toHaveLength(2)
  path.silence()
  return all
}

test('a query that waits for a server that is gone fails as if it were away, and new connections work', async () => {
  const all = await waitingFor('SELECT pg_sleep(600)::text')
  for (const { pid } of await atWork()) await database.query('SELECT pg_terminate_backend($1::int)', [pid])
  for (const one of all) expect(isDatabaseAway(await one)).toBe(true)
  expect((await far.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})

test('so does a query that the server has carried out, when its answer was lost', async () => {
  const held = await openTransaction(database)
  await held.tx.query('SELECT pg_advisory_xact_lock(1)')
  const all = await waitingFor('SELECT pg_advisory_xact_lock_shared(1)::text')
  await held.commit()
  for (const one of all) expect(isDatabaseAway(await one)).toBe(true)
})

test('a statement that the server still works on is waited for', async () => {
  const asked = far.query(`SELECT pg_sleep(3)::text, 'done' AS answer`)
  const inTransaction = far.sqlTransaction((tx) => tx.query(`SELECT pg_sleep(3)::text, 'done' AS answer`))
  for (const { rows } of [await asked, await inTransaction]) expect(rows).toMatchObject([{ answer: 'done' }])
})
