import { invalid } from '@quillwire/core/errors'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** For lists whose cursor is the id of the last row. @throws `cursor_invalid` for anything else. */
export function checkCursor(cursor: string | undefined): void {
  if (cursor !== undefined && !isUuid(cursor))
    throw invalid('cursor_invalid', 'This cursor is not one of ours. Begin again without one.', {
      field: 'cursor',
    })
}
