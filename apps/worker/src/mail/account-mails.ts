/** What people are told about their accounts, in words. Nothing that somebody else could have put there stands in it. */
import type { Services } from '@quillwire/core'
import { makeResetLink } from '@quillwire/core/identity/reset-link'
import { letter } from './letter.ts'
import { minuteOf } from './minute-of.ts'
import type { LateMessage, Message } from './open-mail.ts'

/** Whoever asked for a link so long ago has asked again, or does not want one any more. */
const ASKED_AT_MOST_MS = 3_600_000

/** Writes a mail as it goes out; null where there is nothing to send, or nobody to send it to. */
export function writeAccountMail({ database, publicUrl, now }: Services) {
  return async ({ kind, to, notedAt }: LateMessage): Promise<Message | null> => {
    const at = new Date(notedAt)
    if (kind === 'password_changed') return passwordChangedMail(publicUrl, to, at)
    const [email] = to
    if (!email || now().getTime() - at.getTime() > ASKED_AT_MOST_MS) return null
    const link = await makeResetLink(database, { publicUrl, email })
    return link === null ? null : passwordResetMail(to, link)
  }
}

function passwordResetMail(to: string[], link: string): Message {
  return {
    kind: 'password_reset',
    to,
    subject: 'Choose a new password for Quillwire',
    ...letter(
      'Somebody asked for a link to choose a new password for your Quillwire account. If it was not you, do nothing: your password stays as it is.',
      { words: 'The link works once, for an hour:', below: link },
      'You will be signed out everywhere, and sign in again with the new password.',
    ),
  }
}

function passwordChangedMail(publicUrl: string, to: string[], at: Date): Message {
  return {
    kind: 'password_changed',
    to,
    subject: 'Your password for Quillwire was changed',
    ...letter(`The password of your account was changed at ${minuteOf(at)}. If it was you, all is well.`, {
      words: 'If it was not you, choose another one now, and tell whoever runs this Quillwire:',
      below: `${publicUrl}/forgot-password`,
    }),
  }
}
