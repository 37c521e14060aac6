/**
 * SQL: of a delivery `d`, that it waits, and in order. In the words of the index of the order, and of no other: where the planner
 * takes everything for empty, it would take that of what is due instead, and read it to its end for each document.
 */
export const WAITS_IN_ORDER = `(d.status <> 'pending') IS FALSE AND d.order_key IS NOT NULL`
