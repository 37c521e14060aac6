import { randomUUID } from 'node:crypto'
import type { Database } from '@quillwire/database'
import { createLogger } from '@quillwire/process'
import { takeAccountMails } from '../identity/account-mail.ts'
import { createAuth } from '../identity/auth.ts'
import { openBrowser as browserAt } from './open-browser.ts'
import { testServices } from './services.ts'

export const PASSWORD = 'correct horse'

/** People who sign up and in, what the log says of it, and the mails that are to be sent. For tests. */
export function testAccounts(database: Database) {
  const services = testServices(database)
  const { publicUrl } = services
  const lines: string[] = []
  const logger = createLogger('test', 'trace', { write: (line) => void lines.push(line) })
  const auth = createAuth(services, { signUp: 'open', sendsMail: true, logger })
  const openBrowser = (use = auth) => browserAt(use, publicUrl)
  type Browser = ReturnType<typeof openBrowser>

  return {
    publicUrl,
    lines,
    /** The same accounts, where no mail can be sent. */
    silent: createAuth(services, { signUp: 'open', sendsMail: false, logger }),
    openBrowser,
    /** Somebody new, and the browser in which they signed up. */
    async signedUp(use = auth) {
      const email = `${randomUUID()}@example.com`
      const ask = openBrowser(use)
      const { body } = await ask('/sign-up/email', { name: 'Ada', email, password: PASSWORD })
      return { email, ask, id: body.user.id as string }
    },
    /** What the sign-in is answered, and the browser in which it was tried. */
    async signIn(email: string, password = PASSWORD) {
      const ask = openBrowser()
      return { ask, ...(await ask('/sign-in/email', { email, password })) }
    },
    isSignedIn: async (ask: Browser) => (await ask('/get-session')).body !== null,
    /** The mails that were noted since they were asked for last: `kind address`. */
    async notedMails() {
      const noted: string[] = []
      await takeAccountMails(database, async (_, { kind, email }) => void noted.push(`${kind} ${email}`))
      return noted
    },
    /** Nothing was logged, noted or asked for yet. */
    async forget() {
      lines.length = 0
      await database.query('DELETE FROM account_mails')
      await database.query('DELETE FROM rate_limits')
    },
  }
}
