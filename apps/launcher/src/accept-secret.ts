/**
 * `npm run accept-secret`: for operators who have lost the SECRET of a database for good. Says what cannot be read with
 * the present one, and with `--yes` makes the database go on with it.
 */
import { readConfig } from '@quillwire/config'
import { isUsedWith, noteSecret } from '@quillwire/core/secrets/require-secret'
import { createSeal } from '@quillwire/core/secrets/seal'
import type { Executor } from '@quillwire/database'
import { withConnection } from '@quillwire/database/with-connection'
import { createLogger } from '@quillwire/process'
import { replaceUnreadableSecrets } from '@quillwire/webhooks/upkeep'
import { root } from './programs.ts'
import { startKnownDatabase } from './start-database.ts'
import { failStart, StartError } from './start-error.ts'

const certain = process.argv.includes('--yes')

const count = (many: number, what: string) => `${many} ${what}${many === 1 ? '' : 's'}`

try {
  process.chdir(root)
  const config = readConfig()
  const seal = createSeal(config.SECRET)
  const database = await startKnownDatabase(config, createLogger('accept-secret', config.LOG_LEVEL))
  try {
    const text = await withConnection(database.url, 'quillwire accept-secret', async (tx) => {
      if (await isUsedWith(tx, seal)) return 'The database already uses this SECRET.'
      if (certain) await requireNoPrograms(tx)
      await tx.query('BEGIN')
      const { endpoints, hooks } = await replaceUnreadableSecrets(tx, seal)
      await noteSecret(tx, seal)
      await tx.query(certain ? 'COMMIT' : 'ROLLBACK')
      const lost = `Signing secrets that cannot be read: those of ${count(endpoints, 'webhook endpoint')} and ${count(hooks, 'incoming hook')}.`
      return certain
        ? `${lost} New ones have been made, and each of these endpoints is disabled until an admin enables it. Start Quillwire now.`
        : `${lost} They will be replaced, and each of these endpoints disabled. An admin then gives the new secrets to the ` +
            'receivers and enables the endpoints. Everybody has to sign in again. Links keep working, but can no longer be shown. ' +
            'Nothing has been changed yet. If the SECRET is lost for good, run: npm run accept-secret -- --yes'
    })
    process.stdout.write(`${text}\n`)
  } finally {
    await database.stop()
  }
} catch (error) {
  failStart(error)
}

/** Whoever runs has the SECRET, which then is not lost, and would go on sealing with it what nobody could read later. */
async function requireNoPrograms(executor: Executor): Promise<void> {
  const { rows } = await executor.query(
    `SELECT DISTINCT substring(application_name FROM '^quillwire (web|collab|worker)\\M') AS name
       FROM pg_stat_activity WHERE datname = current_database() ORDER BY name`,
  )
  const names = rows.flatMap(({ name }) => (name ? [name] : []))
  if (names.length === 0) return
  throw new StartError(
    `Quillwire still runs on this database (${names.join(', ')}), with the SECRET that it is used with. Take that one from ` +
      'there if you can. If it is lost all the same, stop every program first. Nothing has been changed.',
  )
}
