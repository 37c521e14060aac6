/** Vitest's global set-up: one PostgreSQL for the whole run, with a migrated template database. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../embedded/start-embedded.ts'
import { migrate } from '../migrate/migrate.ts'
import type {} from './test-database.ts' // declares what is provided

export default async function setUp(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-test-'))
  const server = await startEmbeddedPostgres({
    dataDir,
    // Tests of behaviour need no disk; those that kill processes start a server of their own.
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      idle_in_transaction_session_timeout: '120s', // as long as `testDatabase` waits
    },
  })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await migrate(server.url)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('templateDatabaseUrl', server.url)
  return stop
}
