/**
 * Notices two programs that write with the same client id at once. Yjs identifies what is written by client id and
 * clock, and takes the words of one for those of the other: they would be acknowledged, and stored nowhere.
 */
import * as Y from 'yjs'
import { beginsWithin } from './state-vector.ts'

type Store = Y.Doc['store']

/** Whether the document has something else under the ids of an update than the update has. */
export function isOfAnother(store: Store, update: Uint8Array): boolean {
  try {
    // An update that is new begins where its client ended, and needs no closer look.
    if (!beginsWithin(update, (client) => Y.getState(store, client))) return false
    const { structs } = Y.decodeUpdate(update)
    return structs.some((struct) => struct instanceof Y.Item && differs(store, struct))
  } catch {
    // If it cannot be read, applying it will show that.
    return false
  }
}

function differs(store: Store, { id, content }: Y.Item): boolean {
  if (id.clock >= Y.getState(store, id.client)) return false
  const known = Y.getItem(store, id)
  // The content of what was deleted is not kept.
  if (!(known instanceof Y.Item) || known.deleted || content instanceof Y.ContentDeleted) return false
  const kept = known.content
  if (kept.constructor !== content.constructor) return true
  if (kept instanceof Y.ContentString && content instanceof Y.ContentString)
    return !begins(kept.str.slice(id.clock - known.id.clock), content.str)
  if (kept instanceof Y.ContentType && content instanceof Y.ContentType)
    return kept.type.constructor !== content.type.constructor || nameOf(kept) !== nameOf(content)
  return false
}

/** Whether one text begins with the other. When Yjs splits a surrogate pair, it replaces both halves with U+FFFD. */
function begins(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++)
    if (one[at] !== other[at] && !isHalf(one[at]) && !isHalf(other[at])) return false
  return true
}

const isHalf = (unit = '') => /[\ud800-\udfff\ufffd]/.test(unit)

function nameOf({ type }: Y.ContentType): string {
  return type instanceof Y.XmlElement ? type.nodeName : ''
}
