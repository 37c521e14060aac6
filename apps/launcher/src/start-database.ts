/** The database of this start: the embedded one, kept running, or the one behind `DATABASE_URL`. Migrated. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '@quillwire/config'
import { checkNotifications, checkServer } from '@quillwire/database/check-server'
import { type EmbeddedPostgres, hasDatabase, startEmbeddedPostgres } from '@quillwire/database/embedded'
import { migrate } from '@quillwire/database/migrate'
import type { Logger } from '@quillwire/process'
import { lockDataDir } from './data-dir-lock.ts'
import { databaseError, StartError } from './start-error.ts'

/** `pg_current_xact_id`, on which the order of events rests, came with 13; only 14 and newer are still maintained. */
const OLDEST_VERSION = 140_000
/** The last one is repeated. */
const RESTART_DELAYS_MS = [250, 500, 1000, 2000, 5000]

export interface RunningDatabase {
  url: string
  answers(): Promise<boolean>
  /** Stops the embedded server, and leaves any other alone. */
  stop(): Promise<void>
}

export async function startDatabase(
  config: Config,
  log: Logger,
  restartDelaysMs: readonly number[] = RESTART_DELAYS_MS,
): Promise<RunningDatabase> {
  const database = config.DATABASE_URL
    ? await useServer(config.DATABASE_URL)
    : await keepEmbedded(config.DATA_DIR, log, restartDelaysMs)
  try {
    const applied = await migrate(database.url, (which) => log.info(`migrating the database: ${which}`))
    if (applied.length > 0) log.info({ migrations: applied }, 'the database was migrated')
  } catch (error) {
    await database.stop()
    throw config.DATABASE_URL ? databaseError(error, config.DATABASE_URL) : error
  }
  return database
}

/**
 * For commands about what is there already. Without the settings of the start they would make a new, empty database,
 * and report that nobody and nothing is in it.
 */
export async function startKnownDatabase(config: Config, log: Logger): Promise<RunningDatabase> {
  const { DATABASE_URL, DATA_DIR } = config
  if (!DATABASE_URL && !(await hasDatabase(DATA_DIR)))
    throw new StartError(
      `There is no database in DATA_DIR ${DATA_DIR}. Give this command the settings of the start: DATA_DIR, or DATABASE_URL.`,
    )
  return await startDatabase(config, log)
}

/** Throws a one-line error that names what is wrong with the server behind the URL. */
export async function requireServer(url: string): Promise<void> {
  const [{ version, hasSchemas, encoding }, isHeard] = await Promise.all([
    checkServer(url),
    checkNotifications(url),
  ]).catch((error) => {
    throw databaseError(error, url)
  })
  if (version < OLDEST_VERSION)
    throw new StartError(
      `DATABASE_URL: that PostgreSQL is version ${Math.floor(version / 10_000)}; Quillwire needs 14 or newer.`,
    )
  if (encoding !== 'UTF8')
    throw new StartError(
      `DATABASE_URL: the database "${new URL(url).pathname.slice(1)}" stores text as ${encoding}; Quillwire needs UTF8. ` +
        "Recreate it: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
    )
  if (!hasSchemas)
    throw new StartError(
      `DATABASE_URL: the user "${new URL(url).username}" may not create schemas there. Make it the database’s owner.`,
    )
  if (!isHeard)
    throw new StartError(
      'DATABASE_URL: notifications (LISTEN and NOTIFY) sent there reach nobody, as behind a pooler in transaction mode. ' +
        'Name PostgreSQL itself, or switch the pooler to session mode.',
    )
}

async function useServer(url: string): Promise<RunningDatabase> {
  await requireServer(url)
  return { url, answers: () => answers(url), stop: async () => {} }
}

async function keepEmbedded(
  dataDir: string,
  log: Logger,
  restartDelaysMs: readonly number[],
): Promise<RunningDatabase> {
  const unlock = lockDataDir(dataDir)
  let server: EmbeddedPostgres
  let stopping = false
  const start = (port?: number) =>
    startEmbeddedPostgres({
      dataDir,
      port,
      onLog: (line) => log.debug(line),
      onExit: (code) => void comeBack(code),
    })

  // For as long as it takes: what keeps it from starting, such as a full disk, may end without us, and then nobody may
  // be there to start Quillwire again.
  async function comeBack(code: number | null) {
    for (let attempt = 0; !stopping; attempt++) {
      const delayMs = restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)]
      log.error({ code, delayMs }, `PostgreSQL ended; it is restarted in ${delayMs} ms`)
      await delay(delayMs)
      if (stopping) return
      try {
        // A new one would be empty, and whoever looks would take all documents for lost.
        if (!(await hasDatabase(dataDir)))
          throw new StartError(
            `The database in ${join(dataDir, 'postgres')} is gone. Is its disk mounted? Put it back, and it goes on by itself.`,
          )
        server = await start(server.port) // the processes know it by this port
        if (stopping) await server.stop()
        return
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL could not be restarted')
      }
    }
  }

  try {
    server = await start()
  } catch (error) {
    unlock()
    throw error
  }
  return {
    url: server.url,
    answers: () => answers(server.url),
    async stop() {
      stopping = true
      await server.stop()
      unlock()
    },
  }
}

function answers(url: string): Promise<boolean> {
  return checkServer(url).then(
    () => true,
    () => false,
  )
}
