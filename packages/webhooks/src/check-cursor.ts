import { invalid } from '@quillwire/core/errors'
import { isId } from '@quillwire/database'

/** For lists whose cursor is the id of the last row. @throws `cursor_invalid` for anything else. */
export function checkCursor(cursor: string | undefined): void {
  if (cursor !== undefined && !isId(cursor))
    throw invalid('cursor_invalid', 'This cursor is not one of ours. Begin again without one.', {
      field: 'cursor',
    })
}
