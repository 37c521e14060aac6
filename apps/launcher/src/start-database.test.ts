import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@quillwire/config'
import { createLogger } from '@quillwire/process'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startDatabase } from './start-database.ts'

/** A database that is kept running, the lines of its log, and what ends it as a crash would. */
async function keptDatabase() {
  const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-database-'))
  const lines: string[] = []
  const log = createLogger('launcher', 'info', { write: (line) => void lines.push(line) })
  const database = await startDatabase(readConfig({ DATA_DIR: dataDir }), log, [10, 20])
  const pid = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
  onTestFinished(async () => {
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { dataDir, database, lines, kill: () => process.kill(pid, 'SIGKILL') }
}

test('a database that cannot start, as on a full disk, comes back when it can, however long that takes', async () => {
  const { dataDir, database, lines, kill } = await keptDatabase()
  const control = join(dataDir, 'postgres/global/pg_control')
  renameSync(control, `${control}.away`)
  kill()
  const failures = () => lines.filter((line) => line.includes('PostgreSQL could not be restarted')).length
  await vi.waitFor(() => expect(failures()).toBeGreaterThan(3))
  renameSync(`${control}.away`, control)
  await vi.waitFor(async () => expect(await database.answers()).toBe(true))
})

test('where the folder of the database goes away, as with an unmounted disk, no empty database takes its place', async () => {
  const { dataDir, database, lines, kill } = await keptDatabase()
  const folder = join(dataDir, 'postgres')
  renameSync(folder, `${folder}.away`)
  kill()
  await vi.waitFor(() => expect(lines.join()).toContain(`The database in ${folder} is gone`))
  expect(existsSync(folder)).toBe(false)
  renameSync(`${folder}.away`, folder)
  await vi.waitFor(async () => expect(await database.answers()).toBe(true))
})
