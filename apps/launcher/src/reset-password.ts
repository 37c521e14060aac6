/**
 * `npm run reset-password -- ada@example.com`: for operators, if somebody has forgotten their password. Prints a link
 * with which that person chooses a new one. Quillwire may run meanwhile.
 */
import { readConfig } from '@quillwire/config'
import { LINK_MINUTES, makeResetLink } from '@quillwire/core/identity/reset-link'
import { withConnection } from '@quillwire/database/with-connection'
import { root } from './programs.ts'
import { reachDatabase } from './reach-database.ts'
import { failStart, StartError } from './start-error.ts'

const [email = '', ...more] = process.argv.slice(2)

try {
  process.chdir(root)
  if (!email.includes('@') || more.length > 0)
    throw new StartError('Give the e-mail address of one account: npm run reset-password -- ada@example.com')
  const config = readConfig()
  const database = await reachDatabase(config, 'reset-password')
  try {
    const link = await withConnection(database.url, 'quillwire reset-password', (executor) =>
      makeResetLink(executor, { publicUrl: config.PUBLIC_URL, email }),
    )
    if (link === null) throw new StartError(`Nobody signs in here with the address ${email}.`)
    process.stdout.write(
      `With this link the person behind ${email} chooses a new password. It works once, for ${LINK_MINUTES} minutes; ` +
        `give it to nobody else.\n\n${link}\n`,
    )
  } finally {
    await database.stop()
  }
} catch (error) {
  failStart(error)
}
