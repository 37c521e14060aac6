/**
 * `npm run accept-secret`: for operators who have lost the SECRET of a database for good. Says what cannot be read with
 * the present one, and with `--yes` makes the database go on with it.
 */
import { readConfig } from '@quillwire/config'
import { isUsedWith, noteSecret } from '@quillwire/core/secrets/require-secret'
import { createSeal } from '@quillwire/core/secrets/seal'
import { withConnection } from '@quillwire/database/with-connection'
import { createLogger } from '@quillwire/process'
import { replaceUnreadableSecrets } from '@quillwire/webhooks/upkeep'
import { root } from './programs.ts'
import { startKnownDatabase } from './start-database.ts'
import { failStart } from './start-error.ts'

const certain = process.argv.includes('--yes')

try {
  process.chdir(root)
  const config = readConfig()
  const seal = createSeal(config.SECRET)
  const database = await startKnownDatabase(config, createLogger('accept-secret', config.LOG_LEVEL))
  try {
    const text = await withConnection(database.url, 'quillwire accept-secret', async (tx) => {
      if (await isUsedWith(tx, seal)) return 'The database is used with this SECRET already.'
      await tx.query('BEGIN')
      const { endpoints, hooks } = await replaceUnreadableSecrets(tx, seal)
      await noteSecret(tx, seal)
      await tx.query(certain ? 'COMMIT' : 'ROLLBACK')
      const lost = `Signing secrets that cannot be read: of ${endpoints} webhook endpoints and ${hooks} incoming hooks.`
      return certain
        ? `${lost} They have new ones, and these endpoints are disabled until an admin enables them. Start Quillwire now.`
        : `${lost} They will get new ones, and these endpoints be disabled, until an admin has given the secrets to the ` +
            'receivers; everybody signs in again; links go on working, and their addresses are not shown any more. Nothing ' +
            'was changed yet. If the SECRET is lost for good: npm run accept-secret -- --yes'
    })
    process.stdout.write(`${text}\n`)
  } finally {
    await database.stop()
  }
} catch (error) {
  failStart(error)
}
