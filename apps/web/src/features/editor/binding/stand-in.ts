import * as Y from 'yjs'

/** The names of stand-ins: for an element that the body cannot hold, and for anything else. */
export const OUT_OF_PLACE = 'outOfPlace'
const NO_ELEMENT = ''

/**
 * Stands in for a child of the body that is not a block of the schema. y-tiptap cannot read a child that is no element,
 * and would not know the list that is shown for an item without one for the node it made of that item.
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

  /** As for a type in the Y.Doc: Yjs does not read the attributes of one that is not. */
  override getAttributes() {
    return {}
  }
}

/** The type in the Y.Doc that a stand-in stands for: that is what changes, and what has a place in the text. */
export function inYjs<Type>(type: Type): Type | Y.AbstractType<unknown> {
  return type instanceof StandIn ? type.child : type
}
