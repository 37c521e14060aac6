import { type Config, ConfigError } from '@quillwire/config'
import { connect } from '@quillwire/database'
import type { Logger } from '@quillwire/process'
import type { Services } from './context.ts'
import { openFileStore } from './files/open-file-store.ts'
import { createSeal } from './secrets/seal.ts'

/** What a process needs to run use cases, created once from its configuration. Close `database` at the end. */
export async function openServices(config: Config, processName: string, logger: Logger): Promise<Services> {
  if (!config.DATABASE_URL)
    throw new ConfigError(
      'DATABASE_URL is not set. Start everything with npm start, or set it to a PostgreSQL server.',
    )
  return {
    database: connect(config.DATABASE_URL, {
      applicationName: `quillwire ${processName}`,
      onError: (error) => logger.warn({ err: error }, 'a database connection broke'),
    }),
    seal: createSeal(config.SECRET),
    files: await openFileStore(config.FILES_URL),
    publicUrl: config.PUBLIC_URL,
    maxDocumentBytes: config.COLLAB_MAX_DOCUMENT_BYTES,
    retentionDays: config.RETENTION_DAYS,
    now: () => new Date(),
  }
}
