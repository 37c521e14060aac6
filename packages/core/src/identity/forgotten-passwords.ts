/** What happens around a password that is forgotten or changed, beside what Better Auth does. */
import { APIError } from 'better-auth/api'
import type { Services } from '../context.ts'
import { noteAccountMail } from './account-mail.ts'
import { requestWindows } from './request-windows.ts'

/** Links that are asked for with one address, whoever asks. */
const LINKS = { window: 3600, max: 5 }

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
  const { allowed, retryAfter } = await requestWindows(database).consume(`reset-password ${email}`, LINKS)
  if (!allowed)
    throw new APIError('TOO_MANY_REQUESTS', {
      code: 'RESET_ASKED_TOO_OFTEN',
      message: `Links were asked for too often with this address. Look for the mail that came, or ask again in ${Math.ceil((retryAfter ?? 0) / 60)} min.`,
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
    await tx.query('DELETE FROM email_changes WHERE user_id = $1::uuid', [id])
    await tx.query('DELETE FROM verifications WHERE value = $1', [id])
    if (sendsMail) await noteAccountMail(tx, { kind: 'password_changed', email })
  })
}
