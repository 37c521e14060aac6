/** The texts of mails to people about their accounts. They contain nothing that somebody else could have put there. */
import type { Services } from '@quillwire/core'
import { makeEmailChangeLink } from '@quillwire/core/identity/email-change-link'
import { makeResetLink } from '@quillwire/core/identity/reset-link'
import { letter } from './letter.ts'
import { minuteOf } from './minute-of.ts'
import type { LateMessage, Message } from './open-mail.ts'

/** A person who asked for a link longer ago than this has asked again, or no longer wants one. */
const ASKED_AT_MOST_MS = 3_600_000

/** Writes a mail at the moment it goes out. Null when there is nothing to send, or nobody to send it to. */
export function writeAccountMail({ database, publicUrl, now }: Services) {
  return async ({ kind, to, notedAt, userId }: LateMessage): Promise<Message | null> => {
    const at = new Date(notedAt)
    const [email] = to
    const isTooLate = now().getTime() - at.getTime() > ASKED_AT_MOST_MS
    switch (kind) {
      case 'password_changed':
        return passwordChangedMail(publicUrl, to, at)
      case 'email_change_asked':
        return emailChangeAskedMail(publicUrl, to, at)
      case 'email_changed':
        return emailChangedMail(to, at)
      case 'password_reset': {
        if (!email || isTooLate) return null
        const link = await makeResetLink(database, { publicUrl, email })
        return link === null ? null : passwordResetMail(to, link)
      }
      case 'email_change': {
        if (!email || !userId || isTooLate) return null
        const link = await makeEmailChangeLink(database, { publicUrl, userId, email })
        if (link === 'taken') return emailTakenMail(publicUrl, to)
        return link === null ? null : emailChangeMail(to, link)
      }
    }
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

function emailChangeMail(to: string[], link: string): Message {
  return {
    kind: 'email_change',
    to,
    subject: 'Confirm your new address for Quillwire',
    ...letter(
      'Somebody who is signed in to Quillwire wants to sign in with this address from now on. If it was not you, do nothing: nothing changes.',
      {
        words:
          'Open this link in a browser in which you are signed in to your account. It works once, for an hour:',
        below: link,
      },
    ),
  }
}

/** Only a person who reads the mail of an address learns that it has an account. */
function emailTakenMail(publicUrl: string, to: string[]): Message {
  return {
    kind: 'email_change',
    to,
    subject: 'This address has a Quillwire account already',
    ...letter(
      'Somebody who is signed in to Quillwire with another address wants to sign in with this one. But this address has an account of its own, and stays with that.',
      {
        words:
          'If it was you, first sign in with this address, and give the account that has it another one. If it was not you, do nothing.',
        below: `${publicUrl}/sign-in`,
      },
    ),
  }
}

function emailChangeAskedMail(publicUrl: string, to: string[], at: Date): Message {
  return {
    kind: 'email_change_asked',
    to,
    subject: 'Another address for your Quillwire account',
    ...letter(
      `Somebody who is signed in to your account, and knows its password, asked at ${minuteOf(at)} to sign in with another address. It changes when the link that was sent there is opened. If it was you, all is well.`,
      {
        words: 'If it was not you, choose another password now, which ends that link as well:',
        below: `${publicUrl}/forgot-password`,
      },
    ),
  }
}

function emailChangedMail(to: string[], at: Date): Message {
  return {
    kind: 'email_changed',
    to,
    subject: 'Your address for Quillwire was changed',
    ...letter(
      `Your account has had another address since ${minuteOf(at)}. You sign in with that one, and mail about your account goes there. If it was you, all is well.`,
      'If it was not you, tell whoever runs this Quillwire at once: they can give your account its address back.',
    ),
  }
}
