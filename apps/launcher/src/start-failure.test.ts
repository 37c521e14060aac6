import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { connect } from '@quillwire/database'
import { freePort } from '@quillwire/database/embedded'
import { createEmptyDatabase, testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { databaseError, fullDisk } from './start-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'quillwire-failure-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function start(env: Record<string, string>, path = './main.ts') {
  const main = fileURLToPath(new URL(path, import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: join(folder, 'data'),
      PORT: String(await freePort()),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, text }
}

test('a port in use', async () => {
  const server = createServer()
  const port = await new Promise<number>((done) =>
    server.listen(0, () => done((server.address() as { port: number }).port)),
  )
  expect(await start({ PORT: String(port) })).toEqual({
    code: 1,
    text: `Port ${port} is in use. Stop the program that has it, or set PORT to another port.\n`,
  })
  server.close()
})

test('a bad variable', async () => {
  expect(await start({ PORT: 'three' })).toEqual({ code: 1, text: 'PORT must be a port number.\n' })
})

test('a folder that cannot be written', async () => {
  writeFileSync(join(folder, 'file'), '')
  const { code, text } = await start({ DATA_DIR: join(folder, 'file', 'data') })
  expect(code).toBe(1)
  expect(text).toMatch(/^DATA_DIR .*file\/data cannot be used \(ENOTDIR\)\. .*\n$/)
})

test.each([
  [join(folder, 'file'), /\(ENOTDIR\)\. A file is in its place: set FILES_URL to a folder\.$/],
  ['/proc/quillwire', /\(ENOENT\)\. Make it writable for this user, or set FILES_URL to a folder that is\.$/],
])('%s, where no files can be kept', async (files, why) => {
  writeFileSync(join(folder, 'file'), '')
  const FILES_URL = pathToFileURL(files).href
  const { url } = await testDatabase()
  const refusals = [
    await start({ FILES_URL }),
    // Without a launcher, the program that keeps them says so.
    await start({ FILES_URL, DATABASE_URL: url }, '../../web/src/main.ts'),
  ]
  for (const { code, text } of refusals) {
    expect(code).toBe(1)
    const [line, ...rest] = text.split('\n')
    expect(line).toMatch(why)
    expect(line).toContain(`The folder for uploaded files, ${files}, cannot be used`)
    expect(rest).toEqual([''])
  }
})

// The first is too small for the database's own tables, the second for the first copy of them.
test.for(['20m', '40m'])('a disk of %s that is full before the database is made', async (size, { skip }) => {
  const disk = join(folder, size)
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    skip('only root may mount')
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', disk]))
  chmodSync(folder, 0o711) // if this runs as root, the database's own user has to pass through
  const { code, text } = await start({ DATA_DIR: join(disk, 'data') })
  expect(code).toBe(1)
  expect(text).toMatch(
    /^The disk of the database is full \(.*\)\. Make room there and start again: nothing that was saved is lost\.\n$/,
  )
})

test.each([
  ['could not extend file "base/1/2": No space left on device', '53100', true],
  ['initdb: error: could not create directory "x": No space left on device', undefined, true],
  ['could not resize shared memory segment "/PostgreSQL.1": No space left on device', '53100', false],
  ['FATAL:  could not create semaphores: No space left on device', undefined, false],
])('%s: whether the disk is full', (message, code, isFull) => {
  expect(fullDisk(Object.assign(new Error(message), { code })) !== undefined).toBe(isFull)
})

test('a server that is not there', async () => {
  const port = await freePort()
  expect(await start({ DATABASE_URL: `postgres://me:secret@127.0.0.1:${port}/x` })).toEqual({
    code: 1,
    text: `DATABASE_URL: no PostgreSQL answers at 127.0.0.1:${port} (ECONNREFUSED). Check the address, and that the server is running.\n`,
  })
})

test('a wrong password and a missing database', async () => {
  const right = new URL(await createEmptyDatabase())
  const wrong = new URL(right)
  wrong.password = 'wrong'
  const refused = await start({ DATABASE_URL: wrong.href })
  expect(refused.code).toBe(1)
  expect(refused.text).toMatch(
    /^DATABASE_URL: PostgreSQL at 127\.0\.0\.1:\d+ refuses the user "postgres" .*\n$/,
  )
  const missing = new URL(right)
  missing.pathname = '/nowhere'
  const absent = await start({ DATABASE_URL: missing.href })
  expect(absent.text).toMatch(/has no database "nowhere"\. Create it first\.\n$/)
})

test('a database of something else', async () => {
  const url = await createEmptyDatabase()
  const database = connect(url, { applicationName: 'test', onError: console.error })
  await database.query('CREATE TABLE customers (id int)')
  await database.close()
  expect(await start({ DATABASE_URL: url })).toEqual({
    code: 1,
    text: 'The database holds tables that are not Quillwire’s (customers). Give Quillwire an empty database of its own.\n',
  })
})

test('a user who may make tables, and not the schema of the jobs', async () => {
  const url = new URL(await createEmptyDatabase())
  const database = connect(url.href, { applicationName: 'test', onError: console.error })
  await database.query(`CREATE ROLE tenant LOGIN PASSWORD 'tenant'`)
  onTestFinished(async () => {
    await database.query('DROP OWNED BY tenant')
    await database.query('DROP ROLE tenant')
    await database.close()
  })
  await database.query('GRANT CREATE ON SCHEMA public TO tenant')
  url.username = 'tenant'
  url.password = 'tenant'
  expect(await start({ DATABASE_URL: url.href })).toEqual({
    code: 1,
    text: 'DATABASE_URL: the user "tenant" may not create schemas there. Make it the database’s owner.\n',
  })
})

test('a database that keeps text in another encoding', async () => {
  const url = new URL(await createEmptyDatabase())
  const database = connect(url.href, { applicationName: 'test', onError: console.error })
  url.pathname = '/ascii'
  await database.query(
    `CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`,
  )
  onTestFinished(async () => {
    await database.query('DROP DATABASE ascii WITH (FORCE)')
    await database.close()
  })
  expect(await start({ DATABASE_URL: url.href })).toEqual({
    code: 1,
    text:
      'DATABASE_URL: the database "ascii" stores text as SQL_ASCII; Quillwire needs UTF8. ' +
      "Recreate it: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.\n",
  })
})

test('a pooler that takes LISTEN and lets nobody hear', async () => {
  const path = await openPath(await createEmptyDatabase())
  onTestFinished(path.close)
  path.loseNotifications()
  const { code, text } = await start({ DATABASE_URL: path.url })
  expect(code).toBe(1)
  expect(text).toMatch(/^DATABASE_URL: notifications .* pooler .*\n$/)
})

test.each([
  [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, /certificate .*sslrootcert=/],
  [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, /certificate .*sslrootcert=/],
  [{ code: 'ENOENT', syscall: 'open', path: '/etc/ca.crt' }, /\/etc\/ca\.crt cannot be read \(ENOENT\)/],
  [{ code: '57P03', severity: 'FATAL' }, /refuses the connection/],
  [{ code: '25006', severity: 'ERROR' }, /is read-only/],
])('%o of a server', (properties, line) => {
  const error = databaseError(Object.assign(new Error('why'), properties), 'postgres://me@db.example.com/x')
  expect(error).toMatchObject({ name: 'StartError', message: expect.stringMatching(line) })
})

test('an address that is not ours', async () => {
  expect((await start({ LISTEN_HOST: '203.0.113.1' })).text).toBe(
    'LISTEN_HOST is "203.0.113.1", which is not an address of this machine. Give a single one, such as 127.0.0.1, or leave it unset for all.\n',
  )
})
