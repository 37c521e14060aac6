import { randomUUID } from 'node:crypto'
import type { Database } from '@quillwire/database'
import { createLogger } from '@quillwire/process'
import { takeAccountMails } from '../identity/account-mail.ts'
import { createAuth } from '../identity/auth.ts'
import { openBrowser as browserAt } from './open-browser.ts'
import { testServices } from './services.ts'

export const PASSWORD = 'correct horse'

/** For tests: people who sign up and in, the lines of the log, and the mails that are to be sent. */
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
    /** The same accounts, on an installation that cannot send mail. */
    silent: createAuth(services, { signUp: 'open', sendsMail: false, logger }),
    openBrowser,
    /** Signs up a new person. Returns them with their browser. */
    async signedUp(use = auth) {
      const email = `${randomUUID()}@example.com`
      const ask = openBrowser(use)
      const { body } = await ask('/sign-up/email', { name: 'Ada', email, password: PASSWORD })
      return { email, ask, id: body.user.id as string }
    },
    /** Signs in from a new browser. Returns the answer and the browser. */
    async signIn(email: string, password = PASSWORD) {
      const ask = openBrowser()
      return { ask, ...(await ask('/sign-in/email', { email, password })) }
    },
    isSignedIn: async (ask: Browser) => (await ask('/get-session')).body !== null,
    /** The mails noted since the last call, each as `kind address`. */
    async notedMails() {
      const noted: string[] = []
      await takeAccountMails(database, async (_, { kind, email }) => void noted.push(`${kind} ${email}`))
      return noted
    },
    /** Forgets everything that was logged, noted or counted. */
    async forget() {
      lines.length = 0
      await database.query('DELETE FROM account_mails')
      await database.query('DELETE FROM rate_limits')
    },
  }
}
