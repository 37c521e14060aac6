import { invalid, tooLarge } from '../errors.ts'

/** The most characters that one comment may have. */
export const MAX_COMMENT_LENGTH = 10_000

/** The text of a comment, trimmed. Throws when it is empty or too long. */
export function commentBody(text: string): string {
  const body = text.trim()
  if (!body) throw invalid('comment_empty', 'Write something first.', { field: 'body' })
  if (body.length > MAX_COMMENT_LENGTH)
    throw tooLarge('comment_too_long', `A comment has at most ${MAX_COMMENT_LENGTH} characters.`, {
      field: 'body',
    })
  return body
}
