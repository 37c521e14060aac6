'use client'
import { type Editor, Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

const key = new PluginKey<boolean>('markedSelection')

/** Shows what is selected while a form over the text has the focus: a browser shows it only where the focus is. */
export const MarkedSelection = Extension.create({
  name: 'markedSelection',

  addProseMirrorPlugins() {
    return [
      new Plugin<boolean>({
        key,
        state: {
          init: () => false,
          apply: (transaction, isMarked) => transaction.getMeta(key) ?? isMarked,
        },
        props: {
          decorations(state) {
            const { from, to, empty } = state.selection
            if (empty || !key.getState(state)) return null
            return DecorationSet.create(state.doc, [
              Decoration.inline(from, to, { class: 'marked-selection' }),
            ])
          },
        },
      }),
    ]
  },
})

/** Marks what is selected, whatever others change meanwhile. Returns a function that ends this. */
export function markSelection(editor: Editor): () => void {
  const mark = (isMarked: boolean) => {
    if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(key, isMarked))
  }
  mark(true)
  return () => mark(false)
}
