import { truncate } from '@quillwire/editor'
import type { Thread } from '@/lib/api-types.ts'

/** The length up to which a comment is read out: it interrupts other things. */
const SAID_LENGTH = 200

/**
 * What others have commented since, in a sentence each; empty where that is nothing.
 * @param viewer the person who is told. A visitor without an account owns no comment, and is known by the name that
 *   they were given.
 * @param known the comments that were there; null where nothing was known yet, and so nothing is new.
 */
export function newsIn(
  threads: readonly Thread[],
  viewer: { id: string | null; name: string },
  known: ReadonlySet<string> | null,
): string {
  if (!known) return ''
  const isVisitors = (author: Thread['comments'][number]['author']) =>
    viewer.id === null && author.id === null && author.name === viewer.name
  return threads
    .flatMap(({ comments }) => comments)
    .filter(({ id, own, author }) => !own && !isVisitors(author) && !known.has(id))
    .map(({ author, body }) => `${author.name} commented: ${truncate(body, SAID_LENGTH)}`)
    .join(' ')
}
