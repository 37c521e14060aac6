/** An operator's own server may have any settings. Those that results depend on are set by the product. */
import { afterAll, expect, test, vi } from 'vitest'
import { connect, type Database } from './connect.ts'
import { newId } from './new-id.ts'
import { createTestDatabase, dropTestDatabase, testDatabase } from './testing/test-database.ts'

const { database: plain } = await testDatabase()

async function databaseWith(...settings: string[]): Promise<Database> {
  const url = await createTestDatabase()
  const name = new URL(url).pathname.slice(1)
  for (const setting of settings) await plain.query(`ALTER DATABASE ${name} SET ${setting}`)
  const database = connect(url, { applicationName: 'test', maxConnections: 3, onError: () => {} })
  afterAll(async () => {
    await database.close()
    await dropTestDatabase(url)
  })
  return database
}

test('a timestamp is the same through Prisma and SQL, whatever the time zone of the server', async () => {
  const database = await databaseWith(`timezone = 'Asia/Kolkata'`, `datestyle = 'SQL, DMY'`)
  const id = newId()
  const createdAt = new Date('2026-02-03T04:05:06.789Z')
  await database.prisma.workspace.create({ data: { id, name: 'Heron', createdAt } })
  const { rows } = await database.query(
    'SELECT created_at AS "createdAt", extract(epoch FROM created_at)::float8 AS seconds FROM workspaces',
  )
  expect(rows).toEqual([{ createdAt, seconds: createdAt.getTime() / 1000 }])
  const byPrisma = await database.transaction((tx) => tx.workspace.findUniqueOrThrow({ where: { id } }))
  expect(byPrisma.createdAt).toEqual(createdAt)
})

test('a transaction sees what others commit meanwhile, and does not fail because of them', async () => {
  const database = await databaseWith(`default_transaction_isolation = 'serializable'`)
  const id = newId()
  await database.prisma.workspace.create({ data: { id, name: 'Heron' } })
  const name = await database.transaction(async (tx) => {
    await tx.workspace.findUniqueOrThrow({ where: { id } })
    await database.query(`UPDATE workspaces SET name = 'Egret'`)
    await tx.query(`UPDATE workspaces SET name = name || ' & Sons' WHERE id = $1::uuid`, [id])
    return (await tx.workspace.findUniqueOrThrow({ where: { id } })).name
  })
  expect(name).toBe('Egret & Sons')
})

test('the tables are found even if the user has a schema of its own name', async () => {
  const database = await databaseWith('search_path = elsewhere, public')
  await database.query('CREATE SCHEMA elsewhere')
  await database.query('CREATE TABLE elsewhere.workspaces (id int)')
  await database.prisma.workspace.create({ data: { id: newId(), name: 'Heron' } })
  expect((await database.query('SELECT name FROM workspaces')).rows).toEqual([{ name: 'Heron' }])
})

test('a commit is on the disk, even where the server would not wait for that', async () => {
  const committed = async (setting: string) => {
    const database = await databaseWith(`synchronous_commit = '${setting}'`)
    const { rows } = await database.query(`SELECT current_setting('synchronous_commit') AS setting`)
    return rows[0]?.setting
  }
  expect(await committed('off')).toBe('on')
  // Which standbys a commit waits for is the operator's choice.
  expect(await committed('remote_apply')).toBe('remote_apply')
})

test('a backslash in a statement is a backslash', async () => {
  const database = await databaseWith('standard_conforming_strings = off')
  expect((await database.query(String.raw`SELECT 'a\000b' AS text`)).rows).toEqual([{ text: 'a\\000b' }])
})

test('a quiet connection stays open, even where the server closes idle ones', async () => {
  const database = await databaseWith(`idle_session_timeout = '100ms'`)
  const listening = await database.listen('delivery_ready', () => {})
  afterAll(() => listening.stop())
  const { rows } = await database.query(`SELECT current_setting('idle_session_timeout') AS setting`)
  expect(rows).toEqual([{ setting: '0' }])
  await vi.waitFor(async () => {
    const { rows: quiet } = await plain.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE '%(listen)'
          AND state = 'idle' AND now() - state_change > '1 s'`,
      [(await database.query<{ name: string }>('SELECT current_database() AS name')).rows[0]?.name],
    )
    expect(quiet).toHaveLength(1)
  })
})
