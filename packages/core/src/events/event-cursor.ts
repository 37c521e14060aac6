import { cursorInvalid } from '../errors.ts'
import type { EventPosition } from './event-position.ts'

/** The cursor is opaque to clients, so its form can change. */
export function encodeEventCursor({ generation, transactionId, sequence }: EventPosition): string {
  return Buffer.from(`${generation}.${transactionId}.${sequence}`).toString('base64url')
}

/** @param refusal the error for a text that is not one of our cursors, where the default wording does not fit. */
export function decodeEventCursor(cursor: string, refusal = () => cursorInvalid('after')): EventPosition {
  const match = /^(\d{1,9})\.(\d{1,19})\.(\d{1,18})$/.exec(
    Buffer.from(cursor, 'base64url').toString('latin1'),
  )
  const [, generation, transactionId, sequence] = match ?? []
  if (!generation || !transactionId || !sequence) throw refusal()
  return { generation: Number(generation), transactionId, sequence: BigInt(sequence) }
}
