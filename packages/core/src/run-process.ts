/**
 * The parts of starting and stopping that web, collab and worker share. At the start: settings, log, traces, services
 * and then a port. At the end: what they have begun, the database and the traces.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type Config, ConfigError, portError, readConfig } from '@quillwire/config'
import { MigrationError, requireMigrated } from '@quillwire/database/migrate'
import { KEEP_ALIVE_MS } from '@quillwire/http'
import { createLogger, type Logger, startTelemetry, supervised, within } from '@quillwire/process'
import type { Services } from './context.ts'
import { openServices } from './open-services.ts'
import { requireSecret } from './secrets/require-secret.ts'

export interface Given {
  config: Config
  log: Logger
  services: Services
  /**
   * Where the server will listen: behind a launcher on this machine only, otherwise where the settings say or
   * everywhere.
   */
  port: number
  hostname: string | undefined
  /** Resolves when the database is there: at once behind a launcher. What cannot begin without it waits for this. */
  databaseThere: Promise<void>
}

export interface Running {
  /** Answers probes and whatever else the process serves. It starts to listen after this. */
  server: Server
  /** Handles a request to upgrade, whether it came over the process's own port or from the launcher. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Finishes what has begun and closes every connection. The database is still open. */
  drain(): Promise<void>
}

/** Closing waits for running queries, but by then nobody is waiting for their answers. */
const CLOSE_MS = 1000
/** How long to wait before checking a database again that was away at the start. */
const ASK_AGAIN_MS = 1000

/** Runs the process. A wrong setting is reported in one line, also when the process is started without the launcher. */
export async function runProcess(name: string, start: (given: Given) => Promise<Running>): Promise<void> {
  await begin(name, start).catch(refuse)
}

async function begin(name: string, start: (given: Given) => Promise<Running>): Promise<void> {
  const config = readConfig()
  const log = createLogger(name, config.LOG_LEVEL)
  const telemetry = await startTelemetry(config, name)
  let services: Services | undefined
  let running: Running | undefined

  const { ready, stop } = supervised({
    log,
    onUpgrade({ request, socket, head }) {
      if (running?.upgrade) running.upgrade(request, socket, head)
      else socket.destroy()
    },
    async drain() {
      await running?.drain()
      if (services) await within(CLOSE_MS, services.database.close())
      await telemetry.stop()
    },
  })

  const port = config.INTERNAL_PORT ?? config.PORT
  const hostname = config.INTERNAL_PORT ? '127.0.0.1' : config.LISTEN_HOST
  services = await openServices(config, name, log)
  // Behind a launcher, both are certain. What this first look finds wrong ends the process before anything begins.
  const isThere = config.INTERNAL_PORT !== undefined || (await isRightDatabase(config, log))
  const databaseThere = isThere ? Promise.resolve() : untilRightDatabase(config).catch(refuse)
  running = await start({ config, log, services, port, hostname, databaseThere })
  running.server.keepAliveTimeout = KEEP_ALIVE_MS
  if (running.upgrade) running.server.on('upgrade', running.upgrade)
  if (!config.INTERNAL_PORT)
    running.server.once('error', (error) => {
      sayWhy(portError(error, port, hostname))
      // It has begun to work: what a worker has claimed is to be given back before it ends.
      stop('it cannot have its port', 1)
    })
  running.server.listen(port, hostname, ready)
}

/**
 * Whether the database is there. One that is away may come back; `/readyz` says that it is.
 *
 * @throws when it is of another version, or used with another SECRET. A program would otherwise report every row that
 *   is missing or unreadable as a fault.
 */
async function isRightDatabase(config: Config, log?: Logger): Promise<boolean> {
  const { DATABASE_URL = '' } = config
  try {
    await requireMigrated(DATABASE_URL)
    await requireSecret(DATABASE_URL, config)
    return true
  } catch (error) {
    if (isRefusal(error)) throw error
    log?.warn({ err: error }, 'the database cannot be used yet, will try again')
    return false
  }
}

async function untilRightDatabase(config: Config): Promise<void> {
  do await delay(ASK_AGAIN_MS)
  while (!(await isRightDatabase(config)))
}

const isRefusal = (error: unknown) => error instanceof ConfigError || error instanceof MigrationError

function refuse(error: unknown): never {
  sayWhy(error)
  process.exit(1)
}

/** Throws what is no refusal. */
function sayWhy(error: unknown): void {
  if (!isRefusal(error)) throw error
  process.stderr.write(`${(error as Error).message}\n`)
}
