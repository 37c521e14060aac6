/**
 * SQL: what becomes of a delivery `d` that is sent again by hand. It is due at once, and its retry schedule begins anew;
 * otherwise one that had failed for good would do so again with the first failure.
 */
export const RESENT = `status = 'pending', next_attempt_at = now(), completed_at = NULL, leased_until = NULL,
  resent_after = d.attempt_count`
