/**
 * `npm run reset-password -- ada@example.com`: for whoever runs Quillwire, where somebody has forgotten their password.
 * Prints a link with which they choose a new one. Quillwire may run meanwhile.
 */
import { type Config, readConfig } from '@quillwire/config'
import { makeResetLink, RESET_LINK_MINUTES } from '@quillwire/core/identity/reset-link'
import { runningEmbeddedUrl } from '@quillwire/database/embedded'
import { requireMigrated } from '@quillwire/database/migrate'
import { withConnection } from '@quillwire/database/with-connection'
import { createLogger } from '@quillwire/process'
import { root } from './programs.ts'
import { type RunningDatabase, requireServer, startDatabase } from './start-database.ts'
import { failStart, StartError } from './start-error.ts'

const [email = '', ...more] = process.argv.slice(2)

try {
  process.chdir(root)
  if (!email.includes('@') || more.length > 0)
    throw new StartError('Give the e-mail address of one account: npm run reset-password -- ada@example.com')
  const config = readConfig()
  const database = await reachDatabase(config)
  try {
    const link = await withConnection(database.url, 'quillwire reset-password', (executor) =>
      makeResetLink(executor, { publicUrl: config.PUBLIC_URL, email }),
    )
    if (link === null) throw new StartError(`Nobody signs in here with the address ${email}.`)
    process.stdout.write(
      `With this link the person behind ${email} chooses a new password. It works once, for ${RESET_LINK_MINUTES} minutes; ` +
        `give it to nobody else.\n\n${link}\n`,
    )
  } finally {
    await database.stop()
  }
} catch (error) {
  failStart(error)
}

/** As it is, where it runs: nothing is migrated under a Quillwire that is at work. */
async function reachDatabase(config: Config): Promise<Pick<RunningDatabase, 'url' | 'stop'>> {
  const { DATABASE_URL, DATA_DIR, LOG_LEVEL } = config
  if (DATABASE_URL) await requireServer(DATABASE_URL)
  const url = DATABASE_URL ?? (await runningEmbeddedUrl(DATA_DIR))
  if (url === null) return await startDatabase(config, createLogger('reset-password', LOG_LEVEL))
  await requireMigrated(url)
  return { url, stop: async () => {} }
}
