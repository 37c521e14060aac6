import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { connect, type Database } from '../connect.ts'

declare module 'vitest' {
  interface ProvidedContext {
    templateDatabaseUrl: string
  }
}

export interface TestDatabase {
  database: Database
  url: string
}

/**
 * A fresh migrated database for the calling test file, dropped when the file is done. Call it at the top level or
 * in `beforeAll`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const url = await createTestDatabase()
  const database = connect(url, {
    applicationName: 'test',
    maxConnections: 8,
    onError: console.error,
    // A test may hold a transaction open, idle, for as long as other tests take on a busy machine.
    patienceMs: 120_000,
  })
  afterAll(async () => {
    await database.close()
    await dropTestDatabase(url)
  })
  return { database, url }
}

/** A fresh migrated database. The caller drops it (`dropTestDatabase`). */
export function createTestDatabase(): Promise<string> {
  return create(new URL(inject('templateDatabaseUrl')).pathname.slice(1))
}

/** A database without any table. The caller drops it. */
export function createEmptyDatabase(): Promise<string> {
  return create('template0')
}

async function create(template: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
  const url = new URL(inject('templateDatabaseUrl'))
  url.pathname = `/${name}`
  return url.href
}

export async function dropTestDatabase(url: string): Promise<void> {
  await onServer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
}

async function onServer(sql: string) {
  const url = new URL(inject('templateDatabaseUrl'))
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    // Cloning needs exclusive access to the template for a moment, and test files start at the same time.
    await client.query('SELECT pg_advisory_lock(1)')
    await client.query(sql)
  } finally {
    await client.end()
  }
}
