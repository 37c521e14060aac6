import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@quillwire/config'
import { createLogger } from '@quillwire/process'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startDatabase } from './start-database.ts'

test('a database that cannot start, as on a full disk, comes back when it can, however long that takes', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-database-'))
  const lines: string[] = []
  const log = createLogger('launcher', 'info', { write: (line) => void lines.push(line) })
  const database = await startDatabase(readConfig({ DATA_DIR: dataDir }), log, [10, 20])
  onTestFinished(async () => {
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const control = join(dataDir, 'postgres/global/pg_control')
  renameSync(control, `${control}.away`)
  process.kill(
    Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    'SIGKILL',
  )
  const failures = () => lines.filter((line) => line.includes('PostgreSQL could not be restarted')).length
  await vi.waitFor(() => expect(failures()).toBeGreaterThan(3))
  renameSync(`${control}.away`, control)
  await vi.waitFor(async () => expect(await database.answers()).toBe(true))
})

test('where the folder of the database goes away, as with an unmounted disk, no empty database takes its place', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'quillwire-database-'))
  const lines: string[] = []
  const log = createLogger('launcher', 'info', { write: (line) => void lines.push(line) })
  const database = await startDatabase(readConfig({ DATA_DIR: dataDir }), log, [10, 20])
  onTestFinished(async () => {
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const folder = join(dataDir, 'postgres')
  const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
  renameSync(folder, `${folder}.away`)
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(lines.join()).toContain(`The database in ${folder} is gone`))
  expect(existsSync(folder)).toBe(false)
  renameSync(`${folder}.away`, folder)
  await vi.waitFor(async () => expect(await database.answers()).toBe(true))
})
