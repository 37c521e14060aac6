import { cursorInvalid } from '../errors.ts'
import type { EventPosition } from './event-position.ts'

/** Opaque to the outside, so that its form can change. */
export function encodeEventCursor({ generation, transactionId, sequence }: EventPosition): string {
  return Buffer.from(`${generation}.${transactionId}.${sequence}`).toString('base64url')
}

/**
 * @param refusal what is thrown for a text that is no cursor of ours: where it does not say after which event to go on, its
 *   sender needs other words.
 */
export function decodeEventCursor(cursor: string, refusal = () => cursorInvalid('after')): EventPosition {
  const match = /^(\d{1,9})\.(\d{1,19})\.(\d{1,18})$/.exec(
    Buffer.from(cursor, 'base64url').toString('latin1'),
  )
  const [, generation, transactionId, sequence] = match ?? []
  if (!generation || !transactionId || !sequence) throw refusal()
  return { generation: Number(generation), transactionId, sequence: BigInt(sequence) }
}
