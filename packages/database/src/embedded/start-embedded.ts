/**
 * A real PostgreSQL of our own, from npm, with its data under one folder. It runs in a process group of its own: Ctrl-C
 * in the terminal reaches only the launcher, which stops the database last.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type PostgresBinaries, postgresBinaries } from './binaries.ts'
import { passwordError } from './data-dir-error.ts'
import { prepareDataFolder, requireFolder } from './data-folder.ts'
import { stopLeftOver } from './left-over.ts'
import { NAME, serverUrl } from './places.ts'
import { type PostgresUser, postgresUser } from './postgres-user.ts'
import { whyItEnded } from './why-it-ended.ts'

export { DataDirError } from './data-dir-error.ts'
export { hasDatabase } from './data-folder.ts'
export { tellsOfFullDisk } from './full-disk.ts'
export { runningEmbeddedUrl } from './running-server.ts'

/** After this long (ms) a fast shutdown is turned into an immediate one. The next start replays the log. */
const STOP_TIMEOUT_MS = 30_000

export interface EmbeddedOptions {
  /** The database lies in `<dataDir>/postgres`, its password in `<dataDir>/postgres-password`. */
  dataDir: string
  /** On loopback. A free port when omitted. */
  port?: number
  /** Server settings beyond the defaults, by PostgreSQL's names. */
  settings?: Record<string, string>
  onLog?: (line: string) => void
  /** Called when the server ends without having been asked to. */
  onExit?: (code: number | null) => void
}

export interface EmbeddedPostgres {
  /** The URL of the database `quillwire`, on loopback. */
  url: string
  port: number
  /** Ends connections, writes everything, and resolves when the server has exited. */
  stop(): Promise<void>
}

/**
 * Starts the server, creating its data the first time. Resolves when it takes connections.
 *
 * @throws {DataDirError} when the folder or the user prevents it, in one line for the person who starts Quillwire.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const [binaries, user] = await Promise.all([postgresBinaries(), postgresUser()])
  const dataDir = resolve(options.dataDir)
  const { folder, password } = await prepareDataFolder(dataDir, binaries, user)
  await stopLeftOver(binaries, folder, user)

  const port = options.port ?? (await freePort())
  const server = spawnServer(binaries, folder, user, {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    idle_in_transaction_session_timeout: '60s',
    // Clients receive the errors of their statements. The log would show them with the statement and quoted values.
    log_min_messages: 'log',
    ...options.settings,
  })
  let stopping = false
  const ended = new Promise<number | null>((done) => {
    server.once('exit', done)
    server.once('error', () => done(null))
  })
  let log = ''
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000)
    for (const line of text.split('\n')) if (line) options.onLog?.(line)
  })
  const superuser = serverUrl(password, port)
  const stop = async () => {
    stopping = true
    server.kill('SIGINT') // PostgreSQL's "fast shutdown"
    const hurry = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(hurry)
  }
  try {
    await ready(`${superuser}/postgres`, ended, () => log)
  } catch (error) {
    await stop()
    throw isWrongPassword(error) ? passwordError(dataDir, 'is not that of') : error
  }
  ended.then((code) => {
    if (!stopping) options.onExit?.(code)
  })
  return { url: `${superuser}/${NAME}`, port, stop }
}

/** Throws `DataDirError` when the embedded server could not live in this folder. Only creates the folder. */
export async function requireUsableDataDir(dataDir: string): Promise<void> {
  const [binaries, user] = await Promise.all([postgresBinaries(), postgresUser()])
  await requireFolder(resolve(dataDir), binaries, user)
}

function spawnServer(
  binaries: PostgresBinaries,
  folder: string,
  user: PostgresUser,
  settings: Record<string, string>,
): ChildProcess {
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  return spawn(binaries.postgres, ['-D', folder, ...flags], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, TZ: 'UTC', LC_MESSAGES: 'C' }, // none of our secrets
  })
}

/** Waits until the server takes connections, and creates the database the first time. */
async function ready(url: string, ended: Promise<number | null>, log: () => string) {
  let exited = false
  ended.then(() => {
    exited = true
  })
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME])
      if (rows.length === 0) await client.query(`CREATE DATABASE ${NAME}`)
      return
    } catch (error) {
      if (exited) throw new Error(`The database did not start: ${whyItEnded(log())}`)
      const { code } = error as NodeJS.ErrnoException
      // Not listening yet, or PostgreSQL's "cannot connect now" while it replays its log.
      if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET' && code !== '57P03') throw error
    } finally {
      await client.end().catch(() => undefined)
    }
    await delay(20)
  }
}

/** The server rejects a wrong password with this code. The client itself rejects an empty one, with this message. */
function isWrongPassword(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException // PostgreSQL's have a code too
  return code === '28P01' || /password must be/.test(message)
}

/** A port that is free on loopback at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number } // a TCP server has an address with a port
  await new Promise((done) => server.close(done))
  return port
}
