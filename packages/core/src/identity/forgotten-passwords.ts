/** What happens around a password that is forgotten or changed, beside what Better Auth does. */
import { APIError } from 'better-auth/api'
import type { Services } from '../context.ts'
import { noteAccountMail } from './account-mail.ts'
import { endLinks } from './end-links.ts'
import { countLink } from './link-limit.ts'

interface Mailing {
  sendsMail: boolean
}

/**
 * Somebody wants a link by mail. Whether anybody has the address is looked at when the mail is written: known and unknown
 * ones are answered by the same steps.
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

/** The password is another one now. With the old one end all links, and what was asked for with it; whose it is hears of it. */
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
