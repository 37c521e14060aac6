import { cursorInvalid } from '../errors.ts'
import type { EventPosition } from './event-position.ts'

/** Opaque to the outside, so that its form can change. */
export function encodeEventCursor({ generation, transactionId, sequence }: EventPosition): string {
  return Buffer.from(`${generation}.${transactionId}.${sequence}`).toString('base64url')
}

/** @throws `cursor_invalid` for a text that is no cursor of ours. */
export function decodeEventCursor(cursor: string): EventPosition {
  const match = /^(\d{1,9})\.(\d{1,19})\.(\d{1,18})$/.exec(
    Buffer.from(cursor, 'base64url').toString('latin1'),
  )
  const [, generation, transactionId, sequence] = match ?? []
  if (!generation || !transactionId || !sequence) throw cursorInvalid('after')
  return { generation: Number(generation), transactionId, sequence: BigInt(sequence) }
}
