import * as Y from 'yjs'

/** The name of what stands in for an element that the body cannot hold, and of what does for anything else. */
export const OUT_OF_PLACE = 'outOfPlace'
const NO_ELEMENT = ''

/**
 * Stands in for a child of the body that is no block of the schema's: y-tiptap cannot read what is no element at all, and of
 * an item without its list it does not know that the list which is shown is what it has made of it.
 */
export class StandIn extends Y.XmlElement {
  readonly child: Y.AbstractType<unknown>

  constructor(child: Y.AbstractType<unknown>) {
    super(child instanceof Y.XmlElement ? OUT_OF_PLACE : NO_ELEMENT)
    this.child = child
  }

  override toArray() {
    const { child } = this
    if (child instanceof Y.XmlElement || child instanceof Y.XmlText) return [child]
    return child instanceof Y.XmlFragment ? child.toArray() : []
  }

  /** As one that is in the Y.Doc: before that Yjs tells nobody. */
  override getAttributes() {
    return {}
  }
}

/** What is in the Y.Doc in its place: that is what changes, and what has a place in the text. */
export function inYjs<Type>(type: Type): Type | Y.AbstractType<unknown> {
  return type instanceof StandIn ? type.child : type
}
