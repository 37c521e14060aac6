import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'

/** Some forty pages. */
const LARGE = 100_000

/**
 * What is very long is pasted as it is. Tiptap would look for `**bold**`, addresses and the like in all of it: with
 * twenty thousand lines that took minutes, and then the page down.
 */
export const LargePaste = Extension.create({
  name: 'largePaste',
  // After all others.
  priority: 1,

  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handlePaste(view, _event, slice) {
          if (slice.size < LARGE) return false
          // Tiptap knows a paste by `uiEvent`.
          view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true))
          return true
        },
      },
    }),
  ],
})
