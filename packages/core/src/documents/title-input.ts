import { MAX_TITLE_LENGTH, oneLine } from '@quillwire/editor'
import { tooLarge } from '../errors.ts'

export { MAX_TITLE_LENGTH }

/** A title as one trimmed line, which cannot change the direction of the text around it. Throws when it is too long. */
export function titleInput(text: string): string {
  const title = oneLine(text)
  if (title.length > MAX_TITLE_LENGTH)
    throw tooLarge('title_too_long', `A title has at most ${MAX_TITLE_LENGTH} characters.`, {
      field: 'title',
    })
  return title
}
