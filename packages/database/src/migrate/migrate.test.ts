import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../connect.ts'
import { createEmptyDatabase, dropTestDatabase } from '../testing/test-database.ts'
import { migrate } from './migrate.ts'
import { pendingSql } from './pending-sql.ts'
import { migrationsPath } from './schema-engine.ts'

const urls: string[] = []
async function emptyDatabase() {
  const url = await createEmptyDatabase()
  urls.push(url)
  return url
}
afterAll(async () => {
  for (const url of urls) await dropTestDatabase(url)
})

test('two processes that start together do not collide, and a third start finds nothing to do', async () => {
  const url = await emptyDatabase()
  const applied = await Promise.all([migrate(url), migrate(url)])
  // Each once, in their order, whichever process was first.
  const folders = readdirSync(migrationsPath).filter((name) => /^\d{14}_/.test(name))
  expect(applied.flat()).toEqual(folders.sort())
  expect(await migrate(url)).toEqual([])
})

test('the migrations lead exactly to the schema', async () => {
  expect(await pendingSql(await emptyDatabase())).toBeNull()
})

test('the event log counts up when the data has moved to another PostgreSQL', async () => {
  const url = await emptyDatabase()
  await migrate(url)
  const database = connect(url, { applicationName: 'test' })
  const generation = async () => (await database.query('SELECT generation FROM event_log')).rows
  expect(await generation()).toEqual([{ generation: 1 }])
  await migrate(url)
  expect(await generation()).toEqual([{ generation: 1 }])
  // As after pg_restore on another machine.
  await database.query(`UPDATE event_log SET system_identifier = '1'`)
  await migrate(url)
  expect(await generation()).toEqual([{ generation: 2 }])
  await database.close()
})
