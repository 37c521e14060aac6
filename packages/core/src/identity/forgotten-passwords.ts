/** What happens when a password is forgotten or changed, in addition to what Better Auth does. */
import { APIError } from 'better-auth/api'
import type { Services } from '../context.ts'
import { noteAccountMail } from './account-mail.ts'
import { endLinks } from './end-links.ts'
import { countLink } from './link-limit.ts'

interface Mailing {
  sendsMail: boolean
}

/**
 * Handles a request for a reset link. Whether anybody has the address is checked only when the mail is written, so
 * known and unknown addresses take the same steps here.
 */
export async function askForResetLink(
  { database }: Pick<Services, 'database'>,
  { sendsMail }: Mailing,
  email: string,
): Promise<void> {
  if (!sendsMail)
    throw new APIError('BAD_REQUEST', {
      code: 'RESET_PASSWORD_DISABLED',
      message: 'This Quillwire sends no mail. Ask the person who runs it for a link.',
    })
  await countLink(database, `reset-password ${email}`, {
    code: 'RESET_ASKED_TOO_OFTEN',
    message: 'Links were asked for too often with this address.',
  })
  await noteAccountMail(database, { kind: 'password_reset', email })
}

/** For after a change of password. Ends all links and what was requested under the old one, and tells the owner. */
export async function passwordChanged(
  { database }: Pick<Services, 'database'>,
  { sendsMail }: Mailing,
  { id, email }: { id: string; email: string },
): Promise<void> {
  await database.sqlTransaction(async (tx) => {
    await endLinks(tx, id)
    if (sendsMail) await noteAccountMail(tx, { kind: 'password_changed', email })
  })
}
