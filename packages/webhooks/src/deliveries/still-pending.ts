/**
 * SQL: whether a delivery `d` that was found by its key is pending.
 *
 * Not written as the indexes of pending deliveries have it: the planner would weigh reading one of those whole against
 * finding a row by its key. Where its statistics are from a quiet night it takes such an index for empty, however much
 * waits by now.
 */
export const STILL_PENDING = `d.status::text = 'pending'`
