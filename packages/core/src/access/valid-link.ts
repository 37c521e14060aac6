/** SQL condition on a row of `share_links`: whether the link works now, by the database's clock. */
export const VALID_LINK = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'
