/**
 * Shows what a program wrote with a schema of its own, or what two people made of one place that does not go together.
 * y-tiptap deletes from the Y.Doc, for everybody, whatever it can make no node of: whoever opened such a document
 * deleted its words. Here the nearest node is shown, and the Y.Doc stays as it is until somebody edits it.
 */
import { fitContent, hasContent, readAttributes, toBlocks } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import type { Attrs, Mark, Node, NodeType, Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { letGoOfForeign } from './foreign-body.ts'
import { OUT_OF_PLACE, StandIn } from './stand-in.ts'

interface Options {
  /** The text in the Y.Doc. */
  body: Y.XmlFragment | null
}

export const ForeignContent = Extension.create<Options, { stop: () => void }>({
  name: 'foreignContent',

  addOptions: () => ({ body: null }),
  addStorage: () => ({ stop() {} }),

  onBeforeCreate() {
    const { editor, options, storage } = this
    showForeign(editor.schema)
    if (!options.body) return
    standInForStrays(options.body, editor.schema)
    storage.stop = letGoOfForeign(options.body, () => editor.state)
  },

  onDestroy() {
    this.storage.stop()
  },
})

/** y-tiptap makes nodes, marks and texts by these three functions, which read attributes as the server reads them. */
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
      // The cast: y-tiptap leaves out a node that is null.
      if (name === OUT_OF_PLACE) return null as unknown as Node
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

/** Null where nothing is left, for example of a list whose items others have deleted. */
function nearestNode(
  schema: Schema,
  name: string,
  attrs: Attrs | null | undefined,
  children: readonly Node[],
) {
  const type = schema.nodes[name]
  if (type ? !children.some(hasContent) : name === OUT_OF_PLACE && children.length === 0) return null
  const content = type && fitContent(type, children)
  if (content) return type.create(attrs, content)
  const { paragraph, blockquote } = schema.nodes
  const blocks =
    name === OUT_OF_PLACE || isInBody(schema, name) ? bodyOf(schema, children) : toBlocks(schema, children)
  const [only] = blocks
  if (blocks.length < 2) return only ?? paragraph?.create() ?? null
  return blockquote ? wrap(blockquote, blocks) : null
}

/**
 * The children as blocks of the body: an item gets its list. ProseMirror's own would stand for nothing in the Y.Doc.
 */
function bodyOf(schema: Schema, children: readonly Node[]): readonly Node[] {
  const blocks = toBlocks(schema, children)
  return fitContent(schema.topNodeType, blocks)?.content ?? blocks
}

function isInBody({ nodes, topNodeType }: Schema, name: string): boolean {
  const type = nodes[name]
  return type !== undefined && topNodeType.contentMatch.matchType(type) !== null
}

function wrap(type: NodeType, blocks: readonly Node[]): Node | null {
  const content = fitContent(type, blocks)
  return content && type.create(null, content)
}

/** Makes the body's `toArray` return only elements that stand for blocks, one for each child. */
export function standInForStrays(body: Y.XmlFragment, schema: Schema): void {
  const standIns = new WeakMap<Y.AbstractType<unknown>, StandIn>()
  const isFine = (child: unknown): child is Y.XmlElement =>
    child instanceof StandIn || (child instanceof Y.XmlElement && isInBody(schema, child.nodeName))
  body.toArray = () =>
    // The cast: by the types, it holds nothing but XML, but a program can have put in anything.
    (Y.XmlFragment.prototype.toArray.call(body) as unknown[]).map((child) => {
      if (isFine(child) || !(child instanceof Y.AbstractType)) return child as Y.XmlElement
      const standIn = standIns.get(child) ?? new StandIn(child)
      standIns.set(child, standIn)
      return standIn
    })
}
