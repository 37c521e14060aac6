import { ORDER_KEY } from '../endpoints/order-key.ts'

/**
 * SQL: the changes to a delivery `d` of an endpoint `e` that is sent again by hand. It is due at once, and its retry
 * schedule begins anew: otherwise one that had failed for good would do so again with the first failure. Its order key
 * is computed anew, since the endpoint's setting may have changed. The row of `e` is locked.
 */
export const RESENT = `status = 'pending', next_attempt_at = now(), completed_at = NULL, leased_until = NULL,
  resent_after = d.attempt_count, order_key = ${ORDER_KEY}`
