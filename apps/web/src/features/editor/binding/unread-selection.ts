'use client'
/**
 * Keeps the caret where its person has put it. A browser moves the caret at once and tells of it a moment later; until
 * then the editor knows only the old place, and writes that back into the page with the next thing it draws. While
 * others write something is drawn all the time, and every other press of an arrow key would be lost. So the browser's
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
          // Told before the provider reads the message, in which somebody else's change may be.
          const onMessage = () => readSelection(view)
          provider?.on('message', onMessage)
          return { destroy: () => provider?.off('message', onMessage) }
        },
      }),
    ]
  },

  dispatchTransaction({ transaction, next }) {
    const { view, isDestroyed } = this.editor
    // The binding has still something to tell at the moment at which the page is left.
    if (isDestroyed) return
    if (!onlyDraws(transaction)) return next(transaction)
    const before = view.state.selection
    readSelection(view)
    const { doc, selection } = view.state
    // Made before the selection was read, it would carry the old one.
    if (!selection.eq(before) && doc === transaction.doc) transaction.setSelection(selection)
    next(transaction)
  },
})

/** Whether nothing changes but what is drawn over the text. As the editor gets the focus it reads for itself. */
function onlyDraws(transaction: Transaction): boolean {
  return (
    !transaction.docChanged &&
    !transaction.selectionSet &&
    !transaction.storedMarksSet &&
    !transaction.getMeta('focus')
  )
}

/** Has the editor take in at once what the browser is about to tell it. */
export function readSelection(view: EditorView): void {
  if (view.hasFocus()) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}
