import { invalid, tooLarge } from '../errors.ts'

/** Characters that one comment may have. */
export const COMMENT_LIMIT = 10_000

/** The text of a comment without blank edges. Throws when nothing or too much is left. */
export function commentBody(text: string): string {
  const body = text.trim()
  if (!body) throw invalid('comment_empty', 'Write something first.', { field: 'body' })
  if (body.length > COMMENT_LIMIT)
    throw tooLarge('comment_too_long', `A comment has at most ${COMMENT_LIMIT} characters.`, {
      field: 'body',
    })
  return body
}
