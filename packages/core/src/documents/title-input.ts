import { tooLarge } from '../errors.ts'

export const TITLE_LIMIT = 500

/** A title on one line without blank edges. Throws when it is too long. */
export function titleInput(text: string): string {
  const title = text.replaceAll('\0', '').replaceAll(/\s+/g, ' ').trim()
  if (title.length > TITLE_LIMIT)
    throw tooLarge('title_too_long', `A title has at most ${TITLE_LIMIT} characters.`, { field: 'title' })
  return title
}
