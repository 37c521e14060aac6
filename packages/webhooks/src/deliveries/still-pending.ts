/**
 * SQL: of a delivery `d` that was found by its key, that it is pending.
 *
 * Not in the words of the indexes of what is pending: the planner would weigh reading one of those whole against finding
 * a row by its key, and where its statistics are of a quiet night it takes them for empty, however much waits by now.
 */
export const STILL_PENDING = `d.status::text = 'pending'`
