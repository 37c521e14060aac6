/**
 * The secrets that an endpoint had before. Each signs beside the newest until its own time has come, however often the
 * secret is rotated meanwhile. An admin may rotate a second time because the answer to the first got lost, and the
 * receivers then know only the secret from before both.
 */

/** As an element of the column `previous_secrets`. */
export interface PreviousSecret {
  sealed: string
  /** ISO 8601, by the database's clock. */
  until: string
}

/** Each costs a signature with every request. */
export const MAX_PREVIOUS_SECRETS = 5

/** SQL, after FROM: the previous secrets of a row of `webhook_endpoints` that still sign, oldest first. */
export const SIGNING_STILL = `jsonb_to_recordset(previous_secrets) AS previous (sealed text, until timestamptz)
  WHERE until > now()`
