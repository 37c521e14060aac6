/** `npm run migrate`: brings an operator's own PostgreSQL to this version where no launcher does so at its start. */
import { readConfig } from '@quillwire/config'
import { migrate } from '@quillwire/database/migrate'
import { root } from './programs.ts'
import { requireServer } from './start-database.ts'
import { databaseError, failStart, StartError } from './start-error.ts'

try {
  process.chdir(root)
  const { DATABASE_URL } = readConfig()
  if (!DATABASE_URL)
    throw new StartError(
      'DATABASE_URL is not set. The embedded PostgreSQL needs no command: npm start migrates it.',
    )
  await requireServer(DATABASE_URL)
  const applied = await migrate(DATABASE_URL, (which) => process.stdout.write(`Migrating: ${which}\n`)).catch(
    (error) => {
      throw databaseError(error, DATABASE_URL)
    },
  )
  process.stdout.write(
    applied.length > 0
      ? `The database was migrated: ${applied.join(', ')}\n`
      : 'The database is already at this version.\n',
  )
} catch (error) {
  failStart(error)
}
