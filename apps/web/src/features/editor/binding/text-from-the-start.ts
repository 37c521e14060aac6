/**
 * Gives the editor its text before anything is drawn. By itself the binding puts the text in once the editor stands,
 * and again with every plugin that comes or goes later: each menu over the text has one. A long document was made and
 * compared half a dozen times before it could be read.
 */
import { type Content, Extension } from '@tiptap/core'
import { type Node, type Schema, Slice } from '@tiptap/pm/model'
import { Selection } from '@tiptap/pm/state'
import { Transform } from '@tiptap/pm/transform'
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import type { Mapping } from './lasting-mapping.ts'

interface Options {
  /** The text in the Y.Doc. */
  fragment: Y.XmlFragment | null
  /** The mapping of the binding: once filled, it tells the binding not to put the text in. */
  mapping: Mapping
}

export const TextFromTheStart = Extension.create<Options>({
  name: 'textFromTheStart',

  addOptions: () => ({ fragment: null, mapping: new Map() }),

  onBeforeCreate() {
    const { fragment, mapping } = this.options
    if (!fragment) return
    // Tiptap takes a node as it is, although the type does not say so.
    this.editor.options.content = textOf(fragment, this.editor.schema, mapping) as unknown as Content
    this.editor.on('mount', ({ editor: { state, view } }) => {
      // By itself the selection begins at what comes first. An image there would be replaced by the first letter.
      const inText = Selection.findFrom(state.doc.resolve(0), 1, true)
      if (inText) view.dispatch(state.tr.setSelection(inText))
    })
  },
})

/** The text as the binding would put it in: what fits nowhere is left out, and an empty text has a line. */
export function textOf(fragment: Y.XmlFragment, schema: Schema, mapping: Mapping): Node {
  const { doc, mapping: found } = initProseMirrorDoc(fragment, schema)
  mapping.clear()
  for (const [type, node] of found) mapping.set(type, node)
  const empty = schema.topNodeType.createAndFill() ?? doc
  return new Transform(empty).replace(0, empty.content.size, new Slice(doc.content, 0, 0)).doc
}
