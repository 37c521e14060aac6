import { afterAll, describe, expect, test } from 'vitest'
import { connect, type Database } from './connect.ts'
import { isDatabaseAway } from './is-database-away.ts'
import { newId } from './new-id.ts'
import { failure } from './testing/failure.ts'
import { openPath } from './testing/network-path.ts'
import { testDatabase } from './testing/test-database.ts'

const { database, url } = await testDatabase()
const path = await openPath(url)
const far = connect(path.url, { applicationName: 'far', onError: () => {} })
afterAll(async () => {
  await far.close()
  path.close()
})

/** The ways in which statements reach the database. */
const ways: [string, (sql: string) => Promise<unknown>][] = [
  ['pg', (sql) => far.query(sql)],
  ['a transaction of pg', (sql) => far.sqlTransaction((tx) => tx.query(sql))],
  ['Prisma', (sql) => far.prisma.$queryRawUnsafe(sql)],
  ['a transaction of Prisma', (sql) => far.transaction((tx) => tx.query(sql))],
]

test.each(ways)('%s: cut off in the middle, and nowhere to connect to', async (_, run) => {
  const broken = failure(run('SELECT pg_sleep(20)::text'))
  await expect.poll(sleeping).toBe(1)
  path.cut()
  expect(isDatabaseAway(await broken)).toBe(true)
  expect(isDatabaseAway(await failure(run('SELECT 1')))).toBe(true)
  path.mend()
  // The server sleeps on, and does not notice that nobody is waiting.
  await endSleep()
})

test.each(ways)('%s: disconnected by a server that stops', async (_, run) => {
  const broken = failure(run('SELECT pg_sleep(20)::text'))
  await expect.poll(sleeping).toBe(1)
  await endSleep()
  expect(isDatabaseAway(await broken)).toBe(true)
})

describe.concurrent('after a wait', () => {
  test.each<[string, (fresh: Database) => Promise<unknown>]>([
    ['pg', (fresh) => fresh.query('SELECT 1')],
    ['a transaction of Prisma', (fresh) => fresh.transaction((tx) => tx.query('SELECT 1'))],
  ])('%s: a server that accepts a connection and never answers', async (_, ask) => {
    const own = await openPath(url)
    const fresh = connect(own.url, { applicationName: 'fresh', onError: () => {} })
    const lost = own.loseAnswerTo('set_config', 6000)
    const error = await failure(ask(fresh))
    expect(isDatabaseAway(error), String(error)).toBe(true)
    await lost
    await fresh.close()
    own.close()
  })

  test('all connections are busy for too long', async () => {
    const small = connect(url, { applicationName: 'small', maxConnections: 1, onError: () => {} })
    const busy = small.query('SELECT pg_sleep(12)::text')
    const failures = await Promise.all([
      failure(small.query('SELECT 1')),
      failure(small.transaction((tx) => tx.query('SELECT 1'))),
    ])
    expect(failures.map(isDatabaseAway)).toEqual([true, true])
    await busy
    await small.close()
  })
})

test.each(ways)('%s: a full disk', async (_, run) => {
  await database.query(`CREATE OR REPLACE FUNCTION full_disk() RETURNS text LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`)
  expect(isDatabaseAway(await failure(run('SELECT full_disk()')))).toBe(true)
})

test.each(ways)('%s: a faulty statement does not mean that the database is away', async (_, run) => {
  for (const sql of ['SELECT nothing', "SELECT 'a'::uuid", 'SELECT 1 / 0'])
    expect(isDatabaseAway(await failure(run(sql))), sql).toBe(false)
})

test('nor does a conflict with another row', async () => {
  const workspace = { id: newId(), name: 'Heron & Sons' }
  await database.prisma.workspace.create({ data: workspace })
  expect(isDatabaseAway(await failure(database.prisma.workspace.create({ data: workspace })))).toBe(false)
})

const SLEEPING = `application_name = 'far' AND state = 'active' AND query LIKE '%pg_sleep%' AND datname = current_database()`

async function sleeping(): Promise<number> {
  const { rows } = await database.query(`SELECT 1 FROM pg_stat_activity WHERE ${SLEEPING}`)
  return rows.length
}

async function endSleep(): Promise<void> {
  await database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${SLEEPING}`)
  await expect.poll(sleeping).toBe(0)
}
