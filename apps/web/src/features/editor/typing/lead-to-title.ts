'use client'
import { Extension } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import { focusTitle } from '../page/title-field.tsx'

/** The arrow that leads from the title down into the text leads from its first line back up. */
export const LeadToTitle = Extension.create({
  name: 'leadToTitle',

  addKeyboardShortcuts() {
    return {
      ArrowUp: ({ editor: { state, view } }) => {
        const { $head, empty } = state.selection
        const isFirst = Selection.atStart(state.doc).$head.sameParent($head)
        if (!empty || !isFirst || !view.endOfTextblock('up')) return false
        focusTitle('end')
        return true
      },
    }
  },
})
