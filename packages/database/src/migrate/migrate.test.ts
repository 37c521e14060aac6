import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { connect } from '../connect.ts'
import { createEmptyDatabase, dropTestDatabase } from '../testing/test-database.ts'
import { migrate } from './migrate.ts'
import { pendingSql } from './pending-sql.ts'
import { migrationsPath } from './read-migrations.ts'

const urls: string[] = []
async function emptyDatabase() {
  const url = await createEmptyDatabase()
  urls.push(url)
  return url
}
afterAll(async () => {
  for (const url of urls) await dropTestDatabase(url)
})

async function connection(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

/** A database with the migrations before this one. */
async function migratedUpTo(ending: string) {
  const database = await connection(await emptyDatabase())
  const names = migrationNames()
  const first = names.findIndex((name) => name.endsWith(ending))
  const apply = async (names: string[]) => {
    for (const name of names)
      await database.query(readFileSync(join(migrationsPath, name, 'migration.sql'), 'utf8'))
  }
  await apply(names.slice(0, first))
  return { database, applyTheRest: () => apply(names.slice(first)) }
}

const migrationNames = () =>
  readdirSync(migrationsPath)
    .filter((name) => /^\d{14}_/.test(name))
    .sort()

test('two processes that start together do not collide, and a third start finds nothing to do', async () => {
  const url = await emptyDatabase()
  const applied = await Promise.all([migrate(url), migrate(url)])
  // Each one once, in order, whichever process was first.
  expect(applied.flat()).toEqual(migrationNames())
  expect(await migrate(url)).toEqual([])
})

test('a migration waits as long as it takes, whatever limits the server sets for statements', async () => {
  const url = await emptyDatabase()
  const [database, other] = [await connection(url), await connection(url)]
  await database.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET lock_timeout = '1ms'`)
  // It waits for the transaction that creates a table of the same name.
  await other.query('BEGIN; CREATE TABLE workspaces ()')
  const applied = migrate(url)
  applied.catch(() => {}) // checked below
  await vi.waitFor(async () => {
    const { rowCount } = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    expect(rowCount).toBe(1)
  })
  await other.query('ROLLBACK')
  expect(await applied).toEqual(migrationNames())
  await Promise.all([database.end(), other.end()])
})

test('a migration that is interrupted leaves nothing behind, and the next start does all of it', async () => {
  const url = await emptyDatabase()
  const [database, other] = [await connection(url), await connection(url)]
  // In the middle of the first migration, it waits for the transaction that creates a table of the same name.
  await other.query('BEGIN; CREATE TABLE webhook_endpoints ()')
  const cut = migrate(url).catch((error: Error) => error.message)
  await vi.waitFor(async () => {
    const { rowCount } = await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    expect(rowCount).toBe(1)
  })
  expect(await cut).toMatch(/terminat/)
  await other.end()
  expect((await database.query(`SELECT FROM pg_tables WHERE tablename = 'workspaces'`)).rowCount).toBe(0)
  expect(await migrate(url)).toEqual(migrationNames())
  await database.end()
})

test('an update announces each migration before it runs, since one may take minutes; a new database announces none', async () => {
  const url = await emptyDatabase()
  const [database, other] = [await connection(url), await connection(url)]
  const told: string[] = []
  await other.query('BEGIN; CREATE TABLE account_mails ()')
  const cut = migrate(url, (line) => told.push(line)).catch((error: Error) => error.message)
  await vi.waitFor(async () => {
    const { rowCount } = await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    expect(rowCount).toBe(1)
  })
  await cut
  await other.end()
  expect(told).toEqual([])
  const first = migrationNames().findIndex((name) => name.endsWith('_account_mails'))
  const left = migrationNames().slice(first)
  await migrate(url, (line) => told.push(line))
  expect(told).toEqual(left.map((name, index) => `${name} (${index + 1} of ${left.length})`))
  await database.end()
})

test('a database that a newer version has migrated is left alone', async () => {
  const url = await emptyDatabase()
  await migrate(url)
  const database = await connection(url)
  await database.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
     VALUES ('1', '', '29991231000000_of_tomorrow', now())`,
  )
  await expect(migrate(url)).rejects.toThrow(
    /^The database was migrated by a newer Quillwire \(29991231000000_of_tomorrow\)\. Migrations go forward only: .*backup/,
  )
  // A row that somebody marked as rolled back does not count as applied.
  await database.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = $1', ['1'])
  expect(await migrate(url)).toEqual([])
  await database.end()
})

test('a migration that an older version left half done is not repeated on top of it', async () => {
  const url = await emptyDatabase()
  await migrate(url)
  const database = await connection(url)
  await database.query(
    `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%\\_previous\\_secrets'`,
  )
  await expect(migrate(url)).rejects.toThrow(/_previous_secrets was cut short .*backup/)
  await database.end()
})

test('a database with tables of something else is left alone', async () => {
  const url = await emptyDatabase()
  const database = await connection(url)
  await database.query('CREATE TABLE customers (id int)')
  await expect(migrate(url)).rejects.toThrow(
    /holds tables that are not Quillwire’s \(customers\).*of its own/,
  )
  expect((await database.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).rows).toEqual([
    { tablename: 'customers' },
  ])
  await database.end()
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
  const { database, applyTheRest } = await migratedUpTo('_columns_of_consumers')
  await database.query(`
    INSERT INTO workspaces (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'Lind & Weber');
    INSERT INTO webhook_endpoints (id, workspace_id, kind, url, description, retry_schedule, secret_sealed,
                                   failures_in_a_row, stream_cursor, created_by_type)
    SELECT ('00000000-0000-7000-8000-00000000001' || n)::uuid, '00000000-0000-7000-8000-000000000001',
           kind::endpoint_kind, '', description, '{}', 'sealed', failures, cursor, 'user'
      FROM (VALUES (1, 'stream', 'crm', 0, 'a'), (2, 'stream', 'billing', 7, 'b'), (3, 'stream', 'crm', 0, 'c'),
                   (4, 'webhook', 'crm', 3, NULL)) AS t (n, kind, description, failures, cursor)`)
  await applyTheRest()
  const { rows } = await database.query({
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
  await database.end()
})

test('it is known which of the older attempts made no request', async () => {
  const { database, applyTheRest } = await migratedUpTo('_attempts_that_were_not_sent')
  await database.query(`
    INSERT INTO workspaces (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'Lind & Weber');
    INSERT INTO webhook_endpoints (id, workspace_id, url, description, retry_schedule, secret_sealed, created_by_type)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '', '', '{}', 'sealed', 'user');
    CREATE TEMPORARY TABLE old AS
      SELECT ('00000000-0000-7000-8000-00000000001' || n)::uuid AS id, status_code, error
        FROM (VALUES (1, NULL, 'Not sent: the secret TOKEN is missing.'),
                     (2, NULL, 'The transformation gave nothing back for this event.'),
                     (3, NULL, 'example.com did not answer within 15 s.'),
                     (4, 204, NULL)) AS t (n, status_code, error);
    INSERT INTO deliveries (id, endpoint_id, event_id, event_type, attempt_count, last_status_code, last_error)
    SELECT id, '00000000-0000-7000-8000-000000000002', id, 'document.saved', 1, status_code, error FROM old;
    INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_url, request_headers,
                                   status_code, error)
    SELECT id, id, 1, now(), 1, '', '{}', status_code, error FROM old`)
  await applyTheRest()
  const { rows } = await database.query({
    rowMode: 'array',
    text: `SELECT a.sent, d.last_attempt_sent
             FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id ORDER BY a.id`,
  })
  expect(rows).toEqual([
    [false, false],
    [false, false],
    [true, true],
    [true, true],
  ])
  await database.end()
})
