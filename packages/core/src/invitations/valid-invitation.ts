/** In SQL, of a row of `invitations`: whether it works at this moment, by the database's clock. */
export const VALID_INVITATION = 'revoked_at IS NULL AND expires_at > now()'
