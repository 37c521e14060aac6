/**
 * `npm run change-email -- ada@example.com ada@example.org`: for operators, if no mail is sent, or if somebody has lost
 * the address that they sign in with. Quillwire may run meanwhile.
 */
import { readConfig } from '@quillwire/config'
import { addressIn } from '@quillwire/core/identity/address-in'
import { changeAddress, isTaken } from '@quillwire/core/identity/change-address'
import type { Executor } from '@quillwire/database'
import { withConnection } from '@quillwire/database/with-connection'
import { root } from './programs.ts'
import { reachDatabase } from './reach-database.ts'
import { failStart, StartError } from './start-error.ts'

const [from = '', to = '', ...more] = process.argv.slice(2)

try {
  process.chdir(root)
  if (!from.includes('@') || !to || more.length > 0)
    throw new StartError(
      'Give the present address of an account and its new one: npm run change-email -- ada@example.com ada@example.org',
    )
  const email = newAddress(to)
  const config = readConfig()
  const database = await reachDatabase(config, 'change-email')
  try {
    await withConnection(database.url, 'quillwire change-email', (executor) =>
      change(executor, email, config.SMTP_URL !== undefined),
    )
    process.stdout.write(
      `The account of ${from} now has the address ${email}. The person signs in with that and their present password.\n`,
    )
  } finally {
    await database.stop()
  }
} catch (error) {
  failStart(error)
}

function newAddress(given: string): string {
  try {
    return addressIn(given)
  } catch {
    throw new StartError(`${given} is not an e-mail address that an account can have.`)
  }
}

async function change(executor: Executor, email: string, sendsMail: boolean): Promise<void> {
  const { rows } = await executor.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [
    from.toLowerCase(),
  ])
  const [person] = rows
  if (!person) throw new StartError(`Nobody signs in here with the address ${from}.`)
  if (email === from.toLowerCase()) throw new StartError(`The account of ${from} already has this address.`)
  // If the connection fails or ends, what was begun is rolled back.
  await executor.query('BEGIN')
  try {
    await changeAddress(executor, { userId: person.id, email, sendsMail })
  } catch (error) {
    throw isTaken(error)
      ? new StartError(`Another account has the address ${email}. Nothing was changed.`)
      : error
  }
  await executor.query('COMMIT')
}
