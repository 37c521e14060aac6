/**
 * A real PostgreSQL of our own, from npm, with its data under one folder. It runs in a process group of its own, so
 * that Ctrl-C in the terminal reaches only the launcher, which stops the database last.
 */
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type PostgresBinaries, postgresBinaries } from './binaries.ts'
import { closedFolder, type PostgresUser, postgresUser } from './postgres-user.ts'

const run = promisify(execFile)
const NAME = 'quillwire'

export interface EmbeddedOptions {
  /** The database lies in `<dataDir>/postgres`, its password in `<dataDir>/postgres-password`. */
  dataDir: string
  /** Server settings beyond the defaults, by PostgreSQL's names. */
  settings?: Record<string, string>
  onLog?: (line: string) => void
  /** Called when the server ends without having been asked to. */
  onExit?: (code: number | null) => void
}

export interface EmbeddedPostgres {
  /** Of the database `quillwire`, on loopback. */
  url: string
  /** Ends connections, writes everything, and resolves when the server has exited. */
  stop(): Promise<void>
}

/** A folder that cannot be used, in words for the person who starts Quillwire. */
export class DataDirError extends Error {}

/** Starts the server, creating its data at the first time. Resolves when it takes connections. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const [binaries, user] = await Promise.all([postgresBinaries(), postgresUser()])
  const dataDir = resolve(options.dataDir)
  const folder = join(dataDir, 'postgres')
  await prepareFolder(dataDir, folder, user)
  await requireOpenWay(folder, binaries, user)
  const password = await readPassword(dataDir)
  if (!(await exists(join(folder, 'PG_VERSION')))) await initialise(binaries, folder, password, user)
  else await stopLeftOver(binaries, folder, user)

  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    idle_in_transaction_session_timeout: '60s',
    ...options.settings,
  }
  const server = spawn(
    binaries.postgres,
    ['-D', folder, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    { ...user, cwd: folder, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let stopping = false
  const ended = new Promise<number | null>((done) => {
    server.once('exit', done)
    server.once('error', () => done(null))
  })
  let log = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000)
    for (const line of text.split('\n')) if (line) options.onLog?.(line)
  })
  const superuser = `postgres://postgres:${password}@127.0.0.1:${port}`
  await ready(`${superuser}/postgres`, ended, () => log)
  ended.then((code) => {
    if (!stopping) options.onExit?.(code)
  })
  return {
    url: `${superuser}/${NAME}`,
    async stop() {
      stopping = true
      server.kill('SIGINT') // PostgreSQL's "fast shutdown"
      await ended
    },
  }
}

async function prepareFolder(dataDir: string, folder: string, user: PostgresUser) {
  try {
    await mkdir(folder, { recursive: true })
    if (user.uid !== undefined && user.gid !== undefined) {
      await chown(folder, user.uid, user.gid)
      await chmod(dataDir, 0o711) // the database's user passes through; what is secret in it is 0600
    }
    await chmod(folder, 0o700)
  } catch (cause) {
    throw new DataDirError(
      `DATA_DIR ${dataDir} cannot be written (${(cause as NodeJS.ErrnoException).code}). Make it writable for this user, or set DATA_DIR to a folder that is.`,
      { cause },
    )
  }
}

async function requireOpenWay(folder: string, binaries: PostgresBinaries, user: PostgresUser) {
  const closed = (await closedFolder(folder, user)) ?? (await closedFolder(dirname(binaries.postgres), user))
  if (!closed) return
  throw new DataDirError(
    `As root, the database runs as the user "postgres", who cannot enter ${closed}. ` +
      `Open it (chmod o+x ${closed}), move Quillwire or DATA_DIR to a folder such as /srv/quillwire, start it as an ordinary user, or set DATABASE_URL.`,
  )
}

async function readPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres-password')
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    const password = randomBytes(24).toString('base64url')
    await writeFile(path, `${password}\n`, { mode: 0o600 })
    return password
  }
}

async function initialise(binaries: PostgresBinaries, folder: string, password: string, user: PostgresUser) {
  const passwordFile = `${folder}-password.once`
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) await chown(passwordFile, user.uid, user.gid)
  const initdb = spawn(
    binaries.initdb,
    // The builtin provider sorts and folds Unicode the same on every machine, without the system's locales.
    [
      '-D',
      folder,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-instructions',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let problem = ''
  initdb.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem += text
  })
  const code = await new Promise<number | null>((done, fail) =>
    initdb.once('close', done).once('error', fail),
  )
  await rm(passwordFile, { force: true })
  if (code !== 0) throw new Error(`The database could not be created in ${folder}: ${problem.trim()}`)
}

/** A launcher that was killed leaves its server running: it is stopped, cleanly, before the next one starts. */
async function stopLeftOver(binaries: PostgresBinaries, folder: string, user: PostgresUser) {
  if (!(await exists(join(folder, 'postmaster.pid')))) return
  const running = await run(binaries.pg_ctl, ['status', '-D', folder], { ...user, cwd: folder }).then(
    () => true,
    () => false,
  )
  if (running)
    await run(binaries.pg_ctl, ['stop', '-D', folder, '-m', 'fast', '-w'], { ...user, cwd: folder })
}

async function ready(url: string, ended: Promise<number | null>, log: () => string) {
  let exited = false
  ended.then(() => {
    exited = true
  })
  for (;;) {
    if (exited) throw new Error(`The database did not start: ${log().trim()}`)
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME])
      if (rows.length === 0) await client.query(`CREATE DATABASE ${NAME}`)
      await client.end()
      return
    } catch {
      await client.end().catch(() => undefined)
      await new Promise((done) => setTimeout(done, 20))
    }
  }
}

/** A port that is free on loopback at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number } // a TCP server has an address with a port
  await new Promise((done) => server.close(done))
  return port
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
