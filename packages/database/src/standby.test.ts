/** After a fail-over, the address may for a while lead to a server that follows another one. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { connect } from './connect.ts'
import { startEmbeddedPostgres } from './embedded/start-embedded.ts'
import { isDatabaseAway } from './is-database-away.ts'
import { failure } from './testing/failure.ts'
import { testDatabase } from './testing/test-database.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-standby-'))
chmodSync(dataDir, 0o711)
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const { database: plain, url } = await testDatabase()

test('a standby is as good as away, until it is promoted', async () => {
  const first = await startEmbeddedPostgres({ dataDir })
  const { port } = first
  const database = connect(first.url, { applicationName: 'test', onError: () => {} })
  const ways = {
    'of the pool': () => database.query('SELECT 1'),
    'of SQL in a transaction': () => database.sqlTransaction((tx) => tx.query('SELECT 1')),
    'of Prisma': () => database.prisma.$queryRaw`SELECT 1`,
    'of Prisma in a transaction': () => database.transaction((tx) => tx.query('SELECT 1')),
    listening: () => database.listen('delivery_ready', () => {}),
  }
  expect(await database.answers()).toBe(true)

  await first.stop()
  writeFileSync(join(dataDir, 'postgres/standby.signal'), '')
  const standby = await startEmbeddedPostgres({ dataDir, port })
  expect(await database.answers()).toBe(false)
  for (const [way, ask] of Object.entries(ways)) expect(isDatabaseAway(await failure(ask())), way).toBe(true)

  const control = new pg.Client({ connectionString: first.url })
  await control.connect()
  await control.query('SELECT pg_promote()')
  await control.end()
  for (const [way, ask] of Object.entries(ways)) expect(await failure(ask()), way).toBeUndefined()
  expect(await database.answers()).toBe(true)
  await database.close()
  await standby.stop()
}, 120_000)

test('a server that takes no writes does not count as answering', async () => {
  const name = new URL(url).pathname.slice(1)
  await plain.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  const database = connect(url, { applicationName: 'test', onError: () => {} })
  expect(await database.answers()).toBe(false)
  expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await database.close()
})
