import type { Context } from '../context.ts'
import { tooLarge } from '../errors.ts'

/**
 * Throws when the whole state of a document exceeds the limit, since no sync server could hold it.
 *
 * @throws `document_too_large`
 */
export function requireRoom(
  { maxDocumentBytes }: Pick<Context, 'maxDocumentBytes'>,
  state: Uint8Array,
): void {
  if (state.byteLength <= maxDocumentBytes) return
  throw tooLarge(
    'document_too_large',
    `A document may hold ${Math.floor(maxDocumentBytes / 1024)} KiB, including the history of what was deleted, and this would be more. Continue in another one.`,
  )
}
