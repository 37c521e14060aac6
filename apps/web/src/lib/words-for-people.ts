/** What is said on pages where the API's own sentence speaks to who writes programs: of headers, keys and encodings. */

const DATABASE_AWAY = 'The server cannot reach its database at the moment.'

/** Where a second try does no harm, also when the first is done after all. */
export const DATABASE_AWAY_TRY_AGAIN = `${DATABASE_AWAY} Try again in some seconds.`

/** By this name of it nobody gets in: a proxy passes another `Host` on, and `PUBLIC_URL` says another one too. */
export const ADDRESS_UNKNOWN =
  'The server does not know this address as its own. Whoever runs it is to set PUBLIC_URL to it.'

/**
 * By the API's code. @param isOnce whether it does no harm to send it again: what only reads, and what has an `Idempotency-Key`. Another
 * write whose database hangs may be done later.
 */
export function wordsForPeople(code: string, isOnce: boolean): string | undefined {
  switch (code) {
    case 'database_unavailable':
      return isOnce
        ? DATABASE_AWAY_TRY_AGAIN
        : `${DATABASE_AWAY} Wait some seconds, and look whether this was done before you try it again.`
    case 'request_in_progress':
      return 'The server is still busy with this. Try again in some seconds.'
    case 'answer_lost':
      return 'This was done the first time, though no answer came. Look for it before you try it again.'
    case 'malformed_request':
      return 'What was sent did not arrive whole. Try again.'
    case 'cross_site_request':
      return ADDRESS_UNKNOWN
    default:
      return undefined
  }
}
