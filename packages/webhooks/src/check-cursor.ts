import { cursorInvalid } from '@quillwire/core/errors'
import { isId } from '@quillwire/database'

/** For lists whose cursor is the id of the last row. @throws `cursor_invalid` for anything else. */
export function checkCursor(cursor: string | undefined): void {
  if (cursor !== undefined && !isId(cursor)) throw cursorInvalid('cursor')
}
