import { ApiError, messageOf } from '../../lib/api.ts'
import { ADDRESS_UNKNOWN, DATABASE_AWAY_TRY_AGAIN } from '../../lib/words-for-people.ts'

interface AccountProblem {
  message: string
  /** The field that it is about, if it is about one. */
  field?: 'email' | 'password' | 'currentPassword'
}

/** Our words for errors of the sign-in library, whose codes are in capitals, and for some others. */
const known: Record<string, AccountProblem> = {
  INVALID_EMAIL_OR_PASSWORD: { message: 'This e-mail and password don’t match an account.' },
  USER_ALREADY_EXISTS: { message: 'This e-mail already has an account. Sign in instead.', field: 'email' },
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: {
    message: 'This e-mail already has an account. Sign in instead.',
    field: 'email',
  },
  INVALID_EMAIL: { message: 'Enter an e-mail address, such as ada@example.com.', field: 'email' },
  INVALID_PASSWORD: { message: 'This is not your current password.', field: 'currentPassword' },
  EMAIL_TOO_LONG: { message: 'An e-mail address has at most 254 characters.', field: 'email' },
  EMAIL_IS_THE_SAME: { message: 'This is already your address.', field: 'email' },
  PASSWORD_TOO_SHORT: { message: 'A password has at least 8 characters.', field: 'password' },
  PASSWORD_TOO_LONG: { message: 'A password has at most 128 characters.', field: 'password' },
  // Trying again does no harm: signing up twice does not make two accounts.
  database_unavailable: { message: DATABASE_AWAY_TRY_AGAIN },
  INVALID_ORIGIN: { message: ADDRESS_UNKNOWN },
}

/** Our own refusals, whose messages say when to try again. */
const SAYS_WHEN = new Set(['RESET_ASKED_TOO_OFTEN', 'EMAIL_CHANGE_ASKED_TOO_OFTEN'])

/** What to say when an account's form was refused. */
export function accountProblem(error: unknown): AccountProblem {
  const { status, code } = error instanceof ApiError ? error : { status: 0, code: '' }
  if (status === 429 && !SAYS_WHEN.has(code))
    return { message: 'Too many attempts. Wait a minute, then try again.' }
  return known[code] ?? { message: messageOf(error) }
}
