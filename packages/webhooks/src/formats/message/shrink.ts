import { fit } from '../text/fit.ts'
import type { Message } from './message.ts'

const SHORT = 100

/**
 * What `build` makes of the message, or of less of it where the whole is more than `limit` bytes of JSON: first fewer
 * changes, then a shorter text, then no quote, then no facts.
 */
export function withinBytes<Built>(
  message: Message,
  limit: number,
  build: (message: Message) => Built,
): Built {
  let least = message
  for (;;) {
    const built = build(least)
    const less = Buffer.byteLength(JSON.stringify(built)) <= limit ? null : shrunk(least)
    if (less === null) return built
    least = less
  }
}

/** The next smaller form, or null where there is none. */
function shrunk(message: Message): Message | null {
  const { changes, moreChanges, text, quote, facts } = message
  if (changes.length > 0) {
    const kept = changes.slice(0, changes.length >> 1)
    return { ...message, changes: kept, moreChanges: moreChanges + changes.length - kept.length }
  }
  if (text !== null && text.length > SHORT) return { ...message, text: fit(text, text.length >> 1) }
  if (quote !== null) return { ...message, quote: null }
  if (facts.length > 0) return { ...message, facts: [] }
  return null
}
