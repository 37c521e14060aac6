/**
 * Shows what a program wrote with a schema of its own, or two people made of the same place that does not go together.
 * y-tiptap takes out of the Y.Doc what it can make no node of, for everybody: whoever opened such a document deleted its
 * words. Here it is made what comes nearest, and stays in the Y.Doc as it is until somebody edits it.
 */
import { fitContent, hasContent, readAttributes, toBlocks } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import type { Attrs, Mark, Node, NodeType, Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'

export const ForeignContent = Extension.create({
  name: 'foreignContent',
  onBeforeCreate() {
    showForeign(this.editor.schema)
  },
})

/** y-tiptap makes nodes, marks and texts by these three of the schema; attributes are read there as the server reads them. */
export function showForeign(schema: Schema): void {
  const { node, mark, text } = schema
  schema.node = (type, attributes, content, marks) => {
    const attrs = attributes && readAttributes(attributes)
    try {
      return node.call(schema, type, attrs, content, marks)
    } catch (error) {
      const name = typeof type === 'string' ? type : type.name
      const nearest = Array.isArray(content) ? nearestNode(schema, name, attrs, content) : null
      if (nearest) return nearest
      throw error
    }
  }
  // The casts: y-tiptap leaves out a text that is null, and hands on marks that it was given here.
  schema.mark = (type, attributes) =>
    typeof type === 'string' && !schema.marks[type]
      ? (null as unknown as Mark)
      : mark.call(schema, type, attributes && readAttributes(attributes))
  schema.text = (words, marks) =>
    typeof words === 'string'
      ? text.call(schema, words, Array.isArray(marks) ? marks.filter((one) => one !== null) : marks)
      : (null as unknown as Node)
}

/** Null for a known node of which nothing is left, such as a list whose items others have deleted. */
function nearestNode(
  schema: Schema,
  name: string,
  attrs: Attrs | null | undefined,
  children: readonly Node[],
) {
  const type = schema.nodes[name]
  if (type && !children.some(hasContent)) return null
  const content = type && fitContent(type, children)
  if (content) return type.create(attrs, content)
  const { paragraph, blockquote } = schema.nodes
  const blocks = toBlocks(schema, children)
  const [only] = blocks
  if (blocks.length < 2) return only ?? paragraph?.create() ?? null
  return blockquote ? wrap(blockquote, blocks) : null
}

function wrap(type: NodeType, blocks: readonly Node[]): Node | null {
  const content = fitContent(type, blocks)
  return content && type.create(null, content)
}

/** Stands in for a child of the body that is no element, which y-tiptap cannot read: it has its words, and no name. */
class StandIn extends Y.XmlElement {
  readonly #for: Y.AbstractType<unknown>

  constructor(child: Y.AbstractType<unknown>) {
    super('')
    this.#for = child
  }

  override toArray() {
    if (this.#for instanceof Y.XmlText) return [this.#for]
    return this.#for instanceof Y.XmlFragment ? this.#for.toArray() : []
  }

  /** As one that is in the Y.Doc: before that Yjs tells nobody. */
  override getAttributes() {
    return {}
  }
}

/** Has the body give elements alone, as many as there are children. */
export function standInForStrays(body: Y.XmlFragment): void {
  const standIns = new WeakMap<Y.AbstractType<unknown>, StandIn>()
  const { toArray } = body
  body.toArray = () =>
    // The cast: to the types there is nothing but XML in it, and a program can have put in anything.
    (toArray.call(body) as unknown[]).map((child) => {
      if (child instanceof Y.XmlElement || !(child instanceof Y.AbstractType)) return child as Y.XmlElement
      const known = standIns.get(child)
      if (known) return known
      const made = new StandIn(child)
      standIns.set(child, made)
      // What has changed is to be made anew: the binding knows what it has made by what it stands for.
      child.observeDeep(() => standIns.delete(child))
      return made
    })
}
