/** A position in the event log: see docs/decisions/0050-event-cursor.md. The transaction id is a decimal xid8. */
export interface EventPosition {
  generation: number
  transactionId: string
  sequence: bigint
}

/** Before all events. */
export const BEGINNING: EventPosition = { generation: 0, transactionId: '0', sequence: 0n }

export function isBefore(one: EventPosition, other: EventPosition): boolean {
  if (one.generation !== other.generation) return one.generation < other.generation
  const [transaction, otherTransaction] = [BigInt(one.transactionId), BigInt(other.transactionId)]
  if (transaction !== otherTransaction) return transaction < otherTransaction
  return one.sequence < other.sequence
}

export function later(one: EventPosition, other: EventPosition): EventPosition {
  return isBefore(one, other) ? other : one
}

/**
 * SQL condition on a row `v` of `events`: no event can be committed before it any more, so a reader may go past it.
 * Every statement that readers follow has this condition, so none of them goes past an event that is still to appear.
 */
export const DECIDED = `(v.generation < (SELECT generation FROM event_log WHERE id = 1)
  OR v.transaction_id < pg_snapshot_xmin(pg_current_snapshot()))`
