/** Messages for pages where the API's own speak to programmers, of headers, keys and encodings. */

const DATABASE_AWAY = 'The server cannot reach its database at the moment.'

/** For requests that do no harm when they are repeated, even if the first one takes effect after all. */
export const DATABASE_AWAY_TRY_AGAIN = `${DATABASE_AWAY} Try again in a few seconds.`

/** Nobody gets in under this address: it is neither the `Host` that the proxy passes on nor that of `PUBLIC_URL`. */
export const ADDRESS_UNKNOWN =
  'The server does not know this address as its own. Whoever runs it must set PUBLIC_URL to this address.'

/**
 * The message for a code of the API, if we have our own.
 * @param isOnce whether repeating the request does no harm: it only reads, or has an `Idempotency-Key`. Any other write
 * may still take effect later when the database hangs.
 */
export function wordsForPeople(code: string, isOnce: boolean): string | undefined {
  switch (code) {
    case 'database_unavailable':
      return isOnce
        ? DATABASE_AWAY_TRY_AGAIN
        : `${DATABASE_AWAY} Wait a few seconds, and check whether this was done before you try again.`
    case 'request_in_progress':
      return 'The server is still busy with this. Try again in a few seconds.'
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
