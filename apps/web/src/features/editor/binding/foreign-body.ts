/**
 * Tells whether an editor of ProseMirror can be bound to the body: elements with texts in them. A program may have made
 * it a text or an array of its own, or have put letters into an element directly. The editor fails at those, and would
 * write in other places than it shows.
 */
import type { EditorState } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'

/**
 * @param onChange called when the body becomes one that cannot be shown, and when it can be again.
 * @returns a function that ends the calls.
 */
export function watchBody(body: Y.XmlFragment, onChange: (isForeign: boolean) => void): () => void {
  let isForeign = false
  const look = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    const before = isForeign
    // Where the body could be shown before, only the change is looked at: there may be thousands of lines.
    isForeign = before ? hasForeign(body) : events.some(bringsForeign)
    if (isForeign !== before) onChange(isForeign)
  }
  body.observeDeep(look)
  return () => body.unobserveDeep(look)
}

/**
 * Makes an open editor let go of a body that becomes foreign, before the editor is taken from the page: the binding
 * would fail at the body, and delete from it for everybody what it has not read. It stays unbound even where the body
 * can be shown again. To be called before the binding listens.
 */
export function letGoOfForeign(body: Y.XmlFragment, stateOf: () => EditorState): () => void {
  return watchBody(body, () => {
    const binding = ySyncPluginKey.getState(stateOf())?.binding
    // The binding reads and writes through this.
    if (binding) binding.mux = () => {}
  })
}

function bringsForeign({ target, changes }: Y.YEvent<Y.AbstractType<unknown>>): boolean {
  if (target instanceof Y.Text) return false
  const isBody = target._item === null
  return [...changes.added].some(({ content }) =>
    content instanceof Y.ContentType ? isForeign(content.type, isBody) : content.isCountable(),
  )
}

/** Any type that stands in the body itself has a stand-in. */
const isForeign = (child: unknown, isInBody: boolean): boolean =>
  child instanceof Y.XmlElement
    ? hasForeign(child)
    : !(child instanceof Y.Text || (isInBody && child instanceof Y.AbstractType))

function hasForeign(parent: Y.XmlFragment): boolean {
  const isBody = parent._item === null
  // Not by the body's own `toArray`, which returns stand-ins for some children.
  return Y.XmlFragment.prototype.toArray.call(parent).some((child) => isForeign(child, isBody))
}
