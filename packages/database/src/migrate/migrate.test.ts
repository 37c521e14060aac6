import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
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
  const database = connect(url, { applicationName: 'test', onError: console.error })
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

test('consumers of event streams keep their names, their cursors and whether they are behind', async () => {
  const connection = new pg.Client({ connectionString: await emptyDatabase() })
  await connection.connect()
  const apply = async (names: string[]) => {
    for (const name of names)
      await connection.query(readFileSync(join(migrationsPath, name, 'migration.sql'), 'utf8'))
  }
  const names = readdirSync(migrationsPath).filter((name) => /^\d{14}_/.test(name))
  const first = names.findIndex((name) => name.endsWith('_columns_of_consumers'))
  await apply(names.slice(0, first))
  await connection.query(`
    INSERT INTO workspaces (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'Lind & Weber');
    INSERT INTO webhook_endpoints (id, workspace_id, kind, url, description, retry_schedule, secret_sealed,
                                   failures_in_a_row, stream_cursor, created_by_type)
    SELECT ('00000000-0000-7000-8000-00000000001' || n)::uuid, '00000000-0000-7000-8000-000000000001',
           kind::endpoint_kind, '', description, '{}', 'sealed', failures, cursor, 'user'
      FROM (VALUES (1, 'stream', 'crm', 0, 'a'), (2, 'stream', 'billing', 7, 'b'), (3, 'stream', 'crm', 0, 'c'),
                   (4, 'webhook', 'crm', 3, NULL)) AS t (n, kind, description, failures, cursor)`)
  await apply(names.slice(first))
  const { rows } = await connection.query({
    rowMode: 'array',
    text: `SELECT stream_name, stream_cursor, stream_behind, secret_sealed, failures_in_a_row, description
             FROM webhook_endpoints ORDER BY id`,
  })
  expect(rows).toEqual([
    ['crm', 'a', false, null, 0, 'crm'],
    ['billing', 'b', true, null, 0, 'billing'],
    // It was never found behind the first.
    [null, 'c', false, null, 0, 'crm'],
    [null, null, false, 'sealed', 3, 'crm'],
  ])
  await connection.end()
})
