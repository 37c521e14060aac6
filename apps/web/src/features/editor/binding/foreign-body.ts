/**
 * Tells whether the body is what an editor of ProseMirror can be bound to: elements with texts in them. A program may have
 * made it a text or an array of its own, or have put letters into an element by themselves. The editor fails at those, and
 * would write in other places than it shows.
 */
import { FRAGMENT } from '@quillwire/editor'
import * as Y from 'yjs'

/** @param onChange told when the body becomes one that cannot be shown, and when it can be again. */
export function watchBody(ydoc: Y.Doc, onChange: (isForeign: boolean) => void): void {
  const body = ydoc.getXmlFragment(FRAGMENT)
  let isForeign = false
  body.observeDeep((events) => {
    const before = isForeign
    // Of a body that could be shown only what came is looked at: there may be thousands of lines.
    isForeign = before ? hasForeign(body) : events.some(bringsForeign)
    if (isForeign !== before) onChange(isForeign)
  })
}

function bringsForeign({ target, changes }: Y.YEvent<Y.AbstractType<unknown>>): boolean {
  if (target instanceof Y.Text) return false
  const isBody = target._item === null
  return [...changes.added].some(({ content }) =>
    content instanceof Y.ContentType ? isForeign(content.type, isBody) : content.isCountable(),
  )
}

/** Whatever type stands in the body itself has a stand-in. */
const isForeign = (child: unknown, isInBody: boolean): boolean =>
  child instanceof Y.XmlElement
    ? hasForeign(child)
    : !(child instanceof Y.Text || (isInBody && child instanceof Y.AbstractType))

function hasForeign(parent: Y.XmlFragment): boolean {
  const isBody = parent._item === null
  // Not by the body's own `toArray`, which has others in the place of some.
  return Y.XmlFragment.prototype.toArray.call(parent).some((child) => isForeign(child, isBody))
}
