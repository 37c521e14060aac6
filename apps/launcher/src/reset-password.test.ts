/** `npm run reset-password`, beside a Quillwire that runs and where none does. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '@quillwire/config'
import { createAuth } from '@quillwire/core/identity/auth'
import { testServices } from '@quillwire/core/testing/services'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { afterAll, expect, test } from 'vitest'
import { startDatabase } from './start-database.ts'

const { database, url } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'quillwire-reset-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const resetPassword = (args: string[], env: Record<string, string> = {}) => run('reset-password', args, env)

function run(name: string, args: string[], env: Record<string, string>) {
  const main = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: folder,
      PUBLIC_URL: 'https://docs.example.com',
      ...env,
    },
    timeout: 60_000,
    encoding: 'utf8',
  })
  return { code: status, text: stdout + stderr }
}

test('it prints a link with which the password becomes another one', async () => {
  const services = testServices(database)
  const auth = createAuth(services, {
    signUp: 'open',
    sendsMail: false,
    logger: createLogger('test', 'silent'),
  })
  const account = { email: 'ada@example.com', password: 'correct horse' }
  await auth.api.signUpEmail({ body: { ...account, name: 'Ada' } })
  const { code, text } = resetPassword(['Ada@example.com'], { DATABASE_URL: url })
  expect(code).toBe(0)
  expect(text).toContain('works once, for 60 minutes')
  const [, token = ''] = /^https:\/\/docs\.example\.com\/reset-password#(\S+)$/m.exec(text) ?? []
  await auth.api.resetPassword({ body: { token, newPassword: 'another horse' } })
  await auth.api.signInEmail({ body: { ...account, password: 'another horse' } })
  await expect(auth.api.signInEmail({ body: account })).rejects.toThrow('Invalid email or password')
})

test('an address without an account, and what is no address, are reported in one line', () => {
  const env = { DATABASE_URL: url }
  expect(resetPassword(['jonas@example.com'], env)).toEqual({
    code: 1,
    text: 'Nobody signs in here with the address jonas@example.com.\n',
  })
  for (const args of [[], ['Ada'], ['ada@example.com', 'jonas@example.com']])
    expect(resetPassword(args, env)).toEqual({
      code: 1,
      text: expect.stringMatching(/^Give the e-mail address of one account: .*\n$/),
    })
})

test.each([
  ['reset-password', 'ada@example.com'],
  ['change-email', 'ada@example.com', 'ada@example.org'],
  ['accept-secret'],
])('%s makes no database where there is none', (name, ...args) => {
  const elsewhere = join(folder, name)
  expect(run(name, args, { DATA_DIR: elsewhere })).toEqual({
    code: 1,
    text:
      `There is no database in DATA_DIR ${elsewhere}. ` +
      'Give this command the settings of the start: DATA_DIR, or DATABASE_URL.\n',
  })
  expect(existsSync(join(elsewhere, 'postgres'))).toBe(false)
})

test('the embedded database is used if it runs, and started if it does not', async () => {
  const nobody = { code: 1, text: 'Nobody signs in here with the address ada@example.com.\n' }
  const config = readConfig({ DATA_DIR: folder, SECRET: 'x'.repeat(32) })
  const running = await startDatabase(config, createLogger('test', 'silent'))
  expect(resetPassword(['ada@example.com'], { LOG_LEVEL: 'fatal' })).toEqual(nobody)
  expect(await running.answers()).toBe(true)
  await running.stop()
  expect(resetPassword(['ada@example.com'], { LOG_LEVEL: 'fatal' })).toEqual(nobody)
}, 120_000)
