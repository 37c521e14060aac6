/**
 * Two programs that write with the same client id at once: Yjs knows what is written by id and number, and takes what one of
 * them wrote for what the other did. The words would be gone, and acknowledged.
 */
import * as Y from 'yjs'
import { beginsWithin } from './state-vector.ts'

type Store = Y.Doc['store']

/** Whether what is here under the ids of an update is something else than the update says. */
export function isOfAnother(store: Store, update: Uint8Array): boolean {
  try {
    // What is new begins where its client ended, and is not looked at any closer.
    if (!beginsWithin(update, (client) => Y.getState(store, client))) return false
    const { structs } = Y.decodeUpdate(update)
    return structs.some((struct) => struct instanceof Y.Item && differs(store, struct))
  } catch {
    // What cannot be read is found out by who applies it.
    return false
  }
}

function differs(store: Store, { id, content }: Y.Item): boolean {
  if (id.clock >= Y.getState(store, id.client)) return false
  const known = Y.getItem(store, id)
  // Of what was deleted nothing is kept.
  if (!(known instanceof Y.Item) || known.deleted || content instanceof Y.ContentDeleted) return false
  const kept = known.content
  if (kept.constructor !== content.constructor) return true
  if (kept instanceof Y.ContentString && content instanceof Y.ContentString)
    return !begins(kept.str.slice(id.clock - known.id.clock), content.str)
  if (kept instanceof Y.ContentType && content instanceof Y.ContentType)
    return kept.type.constructor !== content.type.constructor || nameOf(kept) !== nameOf(content)
  return false
}

/** One text is the beginning of the other. Where Yjs cuts a pair of surrogates in two, it puts other signs in their place. */
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
