import type { EventPosition } from '@quillwire/core/events/event-cursor'

/** Before everything. */
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
