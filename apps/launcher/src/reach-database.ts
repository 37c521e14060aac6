import type { Config } from '@quillwire/config'
import { runningEmbeddedUrl } from '@quillwire/database/embedded'
import { requireMigrated } from '@quillwire/database/migrate'
import { createLogger } from '@quillwire/process'
import { type RunningDatabase, requireServer, startKnownDatabase } from './start-database.ts'

/**
 * The database, for a command. If Quillwire runs, it is used as it is: nothing is migrated under a Quillwire at work.
 *
 * @param command its name in the log, if the embedded database has to be started.
 */
export async function reachDatabase(
  config: Config,
  command: string,
): Promise<Pick<RunningDatabase, 'url' | 'stop'>> {
  const { DATABASE_URL, DATA_DIR, LOG_LEVEL } = config
  if (DATABASE_URL) await requireServer(DATABASE_URL)
  const url = DATABASE_URL ?? (await runningEmbeddedUrl(DATA_DIR))
  if (url === null) return await startKnownDatabase(config, createLogger(command, LOG_LEVEL))
  await requireMigrated(url)
  return { url, stop: async () => {} }
}
