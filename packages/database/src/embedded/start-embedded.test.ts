import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import { copyFolder } from '../testing/copy-folder.ts'
import type {} from '../testing/own-data-dir.ts' // declares what is provided
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded.ts'

const root = mkdtempSync(join(tmpdir(), 'quillwire-embedded-'))
chmodSync(root, 0o711)
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A folder of this name with a database that ran before. It is a copy, which takes a fraction of the time of making one. */
async function usedDataDir(name: string) {
  const dataDir = join(root, name)
  await copyFolder(inject('migratedDataDir'), dataDir)
  return dataDir
}

const pidOf = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

// Each test continues with the folder as the previous one left it.
describe('one folder, several lives', { shuffle: false }, () => {
  const dataDir = join(root, 'data')
  let server: EmbeddedPostgres

  test('is made durable, on loopback, with a password of its own', async () => {
    server = await startEmbeddedPostgres({ dataDir })
    const [settings] = await query(
      server.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS address`,
    )
    expect(settings).toEqual({ fsync: 'on', address: '127.0.0.1' })
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600)
    const wrong = new URL(server.url)
    wrong.password = 'x'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  })

  test('keeps what was committed when it is killed', async () => {
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    process.kill(pidOf(dataDir), 'SIGKILL')
    server = await startEmbeddedPostgres({ dataDir })
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('a server that a killed launcher left running is stopped before the next one starts', async () => {
    const before = pidOf(dataDir)
    const next = await startEmbeddedPostgres({ dataDir })
    expect(pidOf(dataDir)).not.toBe(before)
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await next.stop()
    expect(() => pidOf(dataDir)).toThrow(/ENOENT/)
  })

  test('runs in a process group of its own, out of reach of Ctrl-C', async () => {
    server = await startEmbeddedPostgres({ dataDir })
    const pid = pidOf(dataDir)
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' })
    expect(Number(group)).toBe(pid)
    await server.stop()
  })

  test.each([
    ['is another', 'another\n', 'is not that of'],
    ['is empty', '', 'is not that of'],
    ['is missing', undefined, 'is missing for'],
  ])('a password that %s is reported with a remedy, and none is created', async (_, text, why) => {
    const file = join(dataDir, 'postgres-password')
    rmSync(file)
    if (text !== undefined) writeFileSync(file, text)
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      `${file} ${why} the database that is there. Copy the one that belongs to it; ` +
        'if it is lost for good, docs/operating.md says how to set a new one.',
    )
    expect(() => pidOf(dataDir)).toThrow(/ENOENT/)
    expect(existsSync(file)).toBe(text !== undefined)
    writeFileSync(file, 'another\n')
  })
})

test('a copy made while the server ran is refused, and the original runs on; a snapshot can be started', async () => {
  const dataDir = await usedDataDir('original')
  const copy = join(root, 'copy')
  const server = await startEmbeddedPostgres({ dataDir })
  onTestFinished(() => server.stop())
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer; CHECKPOINT')
  execFileSync('cp', ['-a', dataDir, copy])

  await expect(startEmbeddedPostgres({ dataDir: copy })).rejects.toThrow(
    `copied from ${dataDir} while it was in use`,
  )
  expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])

  rmSync(join(copy, 'postgres/postmaster.pid'))
  const other = await startEmbeddedPostgres({ dataDir: copy })
  onTestFinished(() => other.stop())
  expect(await query(other.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

test('a folder that was moved while a killed launcher’s server ran on in it is taken over', async () => {
  const dataDir = await usedDataDir('before')
  const moved = join(root, 'after')
  const server = await startEmbeddedPostgres({ dataDir })
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  renameSync(dataDir, moved)
  const next = await startEmbeddedPostgres({ dataDir: moved })
  onTestFinished(() => next.stop())
  expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/)
})

test('a folder is known through a link, and where it is mounted in a second place', async (context) => {
  const dataDir = await usedDataDir('with a space')
  const [link, mounted] = [join(root, 'link'), join(root, 'mounted')]
  symlinkSync(dataDir, link)
  // Each server takes over from the one before, as after a launcher was killed.
  let server = await startEmbeddedPostgres({ dataDir })
  onTestFinished(() => server.stop())
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  server = await startEmbeddedPostgres({ dataDir: link })
  expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  mkdirSync(mounted)
  try {
    execFileSync('mount', ['--bind', dataDir, mounted], { stdio: 'ignore' })
  } catch {
    return context.skip('Mounting takes root.')
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', mounted]))
  server = await startEmbeddedPostgres({ dataDir: mounted })
  expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

test('a program that has the pid of a server that is gone is left alone', async () => {
  const dataDir = await usedDataDir('crashed')
  const server = await startEmbeddedPostgres({ dataDir })
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  process.kill(pidOf(dataDir), 'SIGKILL')
  await vi.waitFor(() => expect(query(server.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/))
  const path = join(dataDir, 'postgres/postmaster.pid')
  const { uid, gid } = statSync(path)
  const stranger = spawn('sleep', ['600'], { uid, gid, cwd: '/' })
  onTestFinished(() => void stranger.kill())
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(stranger.pid)))

  const next = await startEmbeddedPostgres({ dataDir })
  onTestFinished(() => next.stop())
  expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  expect(stranger.signalCode).toBe(null)
})

test('its log tells how the server is doing, and not what it was asked to write', async () => {
  const lines: string[] = []
  const server = await startEmbeddedPostgres({
    dataDir: await usedDataDir('logging'),
    onLog: (line) => void lines.push(line),
  })
  await expect(query(server.url, `SELECT 'our plans'::uuid`)).rejects.toThrow('our plans')
  await server.stop()
  await vi.waitFor(() => expect(lines.join()).toContain('database system is shut down'))
  expect(lines.join()).not.toContain('our plans')
})

test('a creation that was interrupted is started again', async () => {
  const dataDir = join(root, 'cut')
  mkdirSync(join(dataDir, 'postgres.unfinished'), { recursive: true })
  writeFileSync(join(dataDir, 'postgres.unfinished', 'PG_VERSION'), '18\n')
  const server = await startEmbeddedPostgres({ dataDir })
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await server.stop()
})

test('a DATA_DIR that is a file is reported', async () => {
  writeFileSync(join(root, 'file'), '')
  await expect(startEmbeddedPostgres({ dataDir: join(root, 'file') })).rejects.toThrow(
    /DATA_DIR .*\/file cannot be used \(EEXIST\)\. Make it writable/,
  )
})

test('files in the place of the database, where there is none, are named and left', async () => {
  const dataDir = join(root, 'with-files')
  const folder = join(dataDir, 'postgres')
  mkdirSync(join(folder, 'base'), { recursive: true })
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `${folder} holds no database, and is not empty: base. Restore the database, or move away what is there.`,
  )
})

test.each(['an empty folder', 'a link that leads nowhere'])(
  '%s where a database was, as while its disk is not mounted, gets no other',
  async (what) => {
    const dataDir = join(root, what)
    const folder = join(dataDir, 'postgres')
    mkdirSync(dataDir)
    if (what === 'an empty folder') mkdirSync(folder)
    else symlinkSync(join(root, 'nowhere'), folder)
    writeFileSync(join(dataDir, 'postgres-password'), 'secret\n')
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      `The database in ${folder} is gone. Is its disk mounted?`,
    )
  },
)

const ELSEWHERE = 'is a link or a disk of its own, where no database can be made. Let all of'

test('a link in the place of the database is reported with a remedy', async () => {
  const dataDir = join(root, 'with-link')
  mkdirSync(join(root, 'linked'))
  mkdirSync(dataDir)
  symlinkSync(join(root, 'linked'), join(dataDir, 'postgres'))
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(ELSEWHERE)
})

test('so is a disk that is mounted there', async (context) => {
  const dataDir = join(root, 'with-disk')
  const folder = join(dataDir, 'postgres')
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', folder], { stdio: 'ignore' })
  } catch {
    return context.skip()
  }
  onTestFinished(() => void execFileSync('umount', [folder]))
  mkdirSync(join(folder, 'lost+found'))
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `${folder} ${ELSEWHERE} ${dataDir} be there.`,
  )
})

test.runIf(process.getuid?.() === 0)('as root, a folder that cannot be entered is named', async () => {
  const closed = join(root, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  await expect(startEmbeddedPostgres({ dataDir: join(closed, 'data') })).rejects.toThrow(
    `As root, the database runs as the user "postgres", who cannot enter ${closed}. Open it (chmod o+x ${closed})`,
  )
})

test.runIf(process.getuid?.() === 0)('a database of another user is reported with a remedy', async () => {
  const dataDir = await usedDataDir('moved-from-a-user')
  execFileSync('chown', ['-R', '65534', dataDir])
  const folder = join(dataDir, 'postgres')
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `${folder} belongs to another user. As root, the database runs as the user "postgres": chown -R postgres ${folder}`,
  )
  execFileSync('chown', ['-R', 'postgres', folder])
  const server = await startEmbeddedPostgres({ dataDir })
  onTestFinished(() => server.stop())
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})
