import { truncate } from '@quillwire/editor'
import type { Thread } from '@/lib/api-types.ts'

/** The length up to which a comment is said: it is heard in the middle of other things. */
const SAID_LENGTH = 200

/**
 * What others have commented since, in a sentence each; empty where that is nothing.
 * @param known the comments that were there; null where nothing was known yet, and so nothing is new.
 */
export function newsIn(threads: readonly Thread[], known: ReadonlySet<string> | null): string {
  if (!known) return ''
  return threads
    .flatMap(({ comments }) => comments)
    .filter(({ id, own }) => !own && !known.has(id))
    .map(({ author, body }) => `${author.name} commented: ${truncate(body, SAID_LENGTH)}`)
    .join(' ')
}
