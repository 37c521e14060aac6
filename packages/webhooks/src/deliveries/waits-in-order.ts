/**
 * SQL: whether a delivery `d` waits in order. Written as only the index of the order has it: a planner that takes
 * everything for empty would otherwise use the index of what is due, and read that to its end for each document.
 */
export const WAITS_IN_ORDER = `(d.status <> 'pending') IS FALSE AND d.order_key IS NOT NULL`
