import { ORDER_KEY } from '../endpoints/order-key.ts'

/**
 * SQL: what becomes of a delivery `d` to an endpoint `e` that is sent again by hand. It is due at once, and its retry schedule
 * begins anew; otherwise one that had failed for good would do so again with the first failure. Whether it has an order may
 * have changed since. The row of `e` is locked.
 */
export const RESENT = `status = 'pending', next_attempt_at = now(), completed_at = NULL, leased_until = NULL,
  resent_after = d.attempt_count, order_key = ${ORDER_KEY}`
