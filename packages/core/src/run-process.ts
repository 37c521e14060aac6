/**
 * How web, collab and worker begin and end, as far as they do it alike: settings, log, traces, services and then a port;
 * and when they are to stop, what they have begun, the database and the traces.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
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
  /** Where the server will listen: behind a launcher for this machine alone, else everywhere unless the settings say where. */
  port: number
  hostname: string | undefined
}

export interface Running {
  /** Its probes, and what else it answers. It listens from now on. */
  server: Server
  /** Takes a request to upgrade, whether it came over the own port or from the launcher. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Finishes what has begun and closes every connection. The database is still there. */
  drain(): Promise<void>
}

/** Closing waits for every query that runs. By then nobody waits for its answer. */
const CLOSE_MS = 1000
/** What of a database that was away at the start is asked as soon as it is back. */
const ASK_AGAIN_MS = 1000

/** Whoever starts it by itself, and not with the launcher, is told of a wrong setting in one line as well. */
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
  if (!config.INTERNAL_PORT) await requireRightDatabase(config)
  running = await start({ config, log, services, port, hostname })
  running.server.keepAliveTimeout = KEEP_ALIVE_MS
  if (running.upgrade) running.server.on('upgrade', running.upgrade)
  if (!config.INTERNAL_PORT)
    running.server.once('error', (error) => {
      const refusal = portError(error, port, hostname)
      if (!isRefusal(refusal)) throw refusal
      process.stderr.write(`${(refusal as Error).message}\n`)
      // It has begun to work: what a worker has claimed is to be given back before it ends.
      stop('it cannot have its port', 1)
    })
  running.server.listen(port, hostname, ready)
}

/**
 * Behind a launcher it is of this version, and used with this SECRET. By itself a program would find fault with every row
 * that is not there, or that it cannot read.
 */
async function requireRightDatabase(config: Config): Promise<void> {
  const { DATABASE_URL = '' } = config
  try {
    await requireMigrated(DATABASE_URL)
    await requireSecret(DATABASE_URL, config)
  } catch (error) {
    if (isRefusal(error)) throw error
    // A database that is away may come back; `/readyz` says that it is.
    setTimeout(() => requireRightDatabase(config).catch(refuse), ASK_AGAIN_MS).unref()
  }
}

const isRefusal = (error: unknown) => error instanceof ConfigError || error instanceof MigrationError

function refuse(error: unknown): never {
  if (!isRefusal(error)) throw error
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
