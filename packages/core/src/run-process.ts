/**
 * How web, collab and worker begin and end, as far as they do it alike: settings, log, traces, services and then a port;
 * and when they are to stop, what they have begun, the database and the traces.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Config, ConfigError, readConfig } from '@quillwire/config'
import { MigrationError, requireMigrated } from '@quillwire/database/migrate'
import { createLogger, type Logger, startTelemetry, supervised, within } from '@quillwire/process'
import type { Services } from './context.ts'
import { openServices } from './open-services.ts'

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

/** Whoever starts it by itself, and not with the launcher, is told of a wrong setting in one line as well. */
export async function runProcess(name: string, start: (given: Given) => Promise<Running>): Promise<void> {
  try {
    await begin(name, start)
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof MigrationError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

async function begin(name: string, start: (given: Given) => Promise<Running>): Promise<void> {
  const config = readConfig()
  const log = createLogger(name, config.LOG_LEVEL)
  const telemetry = await startTelemetry(config, name)
  let services: Services | undefined
  let running: Running | undefined

  const { ready } = supervised({
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
  if (!config.INTERNAL_PORT) await requireVersion(config)
  running = await start({ config, log, services, port, hostname })
  if (running.upgrade) running.server.on('upgrade', running.upgrade)
  running.server.listen(port, hostname, ready)
}

/** Behind a launcher it is this version. By itself a program would find fault with every row that is not there. */
async function requireVersion({ DATABASE_URL = '' }: Config): Promise<void> {
  try {
    await requireMigrated(DATABASE_URL)
  } catch (error) {
    if (error instanceof MigrationError) throw error
    // A database that is away may come back; `/readyz` says that it is.
  }
}
