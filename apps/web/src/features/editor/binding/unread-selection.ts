'use client'
/**
 * Keeps the caret where its person has put it. A browser moves the caret at once but reports it a moment later. Until
 * then the editor knows only the old place, and puts the caret back there with the next thing it draws. While others
 * write something is drawn all the time, and every other press of an arrow key would be lost. So the browser's
 * selection is read before somebody else's change, before marks and carets are drawn anew, and before the next key.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { Extension } from '@tiptap/core'
import { Plugin, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

export const UnreadSelection = Extension.create<{ provider: HocuspocusProvider | null }>({
  name: 'unreadSelection',

  addOptions: () => ({ provider: null }),

  addProseMirrorPlugins() {
    const { provider } = this.options
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            keydown(view) {
              readSelection(view)
              return false
            },
          },
        },
        view(view) {
          // Called before the provider reads the message, which may hold somebody else's change.
          const onMessage = () => readSelection(view)
          provider?.on('message', onMessage)
          return { destroy: () => provider?.off('message', onMessage) }
        },
      }),
    ]
  },

  dispatchTransaction({ transaction, next }) {
    const { view, isDestroyed } = this.editor
    // The binding still dispatches something while the page is being left.
    if (isDestroyed) return
    if (!onlyDraws(transaction)) return next(transaction)
    const before = view.state.selection
    readSelection(view)
    const { doc, selection } = view.state
    // The transaction was made before the selection was read, and would carry the old one.
    if (!selection.eq(before) && doc === transaction.doc) transaction.setSelection(selection)
    next(transaction)
  },
})

/** Whether only what is drawn over the text changes. On getting the focus, the editor reads the selection by itself. */
function onlyDraws(transaction: Transaction): boolean {
  return (
    !transaction.docChanged &&
    !transaction.selectionSet &&
    !transaction.storedMarksSet &&
    !transaction.getMeta('focus')
  )
}

/** Makes the editor read at once the selection that the browser is about to report. */
export function readSelection(view: EditorView): void {
  if (view.hasFocus()) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}
