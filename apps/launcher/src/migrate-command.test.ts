import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@quillwire/database/embedded'
import { createEmptyDatabase, dropTestDatabase } from '@quillwire/database/testing'
import { afterAll, expect, onTestFinished, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'quillwire-migrate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const migrate = (env: Record<string, string>) => run('./migrate.ts', env)

function run(path: string, env: Record<string, string>) {
  const main = fileURLToPath(new URL(path, import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: folder,
      ...env,
    },
    timeout: 20_000,
    encoding: 'utf8',
  })
  return { code: status, text: stdout + stderr }
}

test('a database is migrated once', async () => {
  const url = await createEmptyDatabase()
  const first = migrate({ DATABASE_URL: url })
  expect(first.text).toMatch(/^The database was migrated: \S+_init, /)
  expect(first.code).toBe(0)
  expect(migrate({ DATABASE_URL: url })).toEqual({
    code: 0,
    text: 'The database is already at this version.\n',
  })
  await dropTestDatabase(url)
})

test('a program by itself does not start on a database that nobody migrated', async () => {
  const url = await createEmptyDatabase()
  expect(run('../../worker/src/main.ts', { DATABASE_URL: url, PORT: String(await freePort()) })).toEqual({
    code: 1,
    text: expect.stringMatching(
      /^The database is not at this version yet: \S+_init and \d+ more are missing\. Run `npm run migrate` first\.\n$/,
    ),
  })
  await dropTestDatabase(url)
})

test('a program by itself that cannot have its port says so', async () => {
  const url = await createEmptyDatabase()
  expect(migrate({ DATABASE_URL: url }).code).toBe(0)
  const server = createServer()
  onTestFinished(() => void server.close())
  const port = await new Promise<string>((done) =>
    server.listen(0, () => done(String((server.address() as { port: number }).port))),
  )
  const worker = (env: Record<string, string>) =>
    run('../../worker/src/main.ts', { DATABASE_URL: url, LOG_LEVEL: 'warn', ...env })
  expect(worker({ PORT: port })).toEqual({
    code: 1,
    text: `Port ${port} is in use. Stop the program that has it, or set PORT to another port.\n`,
  })
  expect(worker({ PORT: String(await freePort()), LISTEN_HOST: '192.0.2.1' })).toEqual({
    code: 1,
    text: expect.stringMatching(
      /^LISTEN_HOST is "192\.0\.2\.1", which is not an address of this machine\. .*\n$/,
    ),
  })
  await dropTestDatabase(url)
})

test('without a database it says what to do', () => {
  expect(migrate({})).toEqual({
    code: 1,
    text: 'DATABASE_URL is not set. The embedded PostgreSQL needs no command: npm start migrates it.\n',
  })
})
