/**
 * Vitest's global set-up: one PostgreSQL for the whole run, a migrated template database, and a migrated `DATA_DIR`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../embedded/start-embedded.ts'
import { migrate } from '../migrate/migrate.ts'
import { copyFolder } from './copy-folder.ts'
import type {} from './own-data-dir.ts' // declares what is provided
import type {} from './test-database.ts' // declares what is provided

export default async function setUp(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-test-'))
  const migratedDataDir = await mkdtemp(join(tmpdir(), 'quillwire-migrated-'))
  const start = () =>
    startEmbeddedPostgres({
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
  let server = await start()
  const stop = async () => {
    await server.stop()
    await Promise.all(
      [dataDir, migratedDataDir].map((folder) => rm(folder, { recursive: true, force: true })),
    )
  }
  try {
    await migrate(server.url)
    await server.stop()
    await copyFolder(dataDir, migratedDataDir)
    server = await start()
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('templateDatabaseUrl', server.url)
  project.provide('migratedDataDir', migratedDataDir)
  return stop
}
