'use client'
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/**
 * A click on the empty paper under a table, an image, a divider or a code block that ends the document begins a
 * paragraph there. It is made only when it is asked for, so that no document gets an empty last line by being opened.
 */
export const WriteBelow = Extension.create({
  name: 'writeBelow',

  addProseMirrorPlugins() {
    // A selection that is dragged from the text down to the paper ends in a click, too.
    let pressedBelow = false
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            mousedown(view, event) {
              pressedBelow = isBelow(view, event)
              return false
            },
            click(view, event) {
              if (!pressedBelow || !view.editable || !isBelow(view, event)) return false
              return writeBelow(view)
            },
          },
        },
      }),
    ]
  },
})

function isBelow(view: EditorView, event: MouseEvent): boolean {
  const last = view.dom.lastElementChild
  return event.target === view.dom && last !== null && event.clientY > last.getBoundingClientRect().bottom
}

function writeBelow(view: EditorView): boolean {
  const { doc, schema } = view.state
  const { paragraph } = schema.nodes
  if (!paragraph || !doc.lastChild || !holdsTheCaret(doc.lastChild)) return false
  const tr = view.state.tr.insert(doc.content.size, paragraph.create())
  view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView())
  view.focus()
  return true
}

/** Whether Enter at the end of this block does not lead out of it, as it does in a list or a quote. */
function holdsTheCaret(node: Node): boolean {
  return node.isAtom || node.type.spec.code === true || node.type.spec.tableRole === 'table'
}
