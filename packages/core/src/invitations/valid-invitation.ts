/** SQL condition on a row of `invitations`: whether it works now, by the database's clock. */
export const VALID_INVITATION = 'revoked_at IS NULL AND expires_at > now()'
