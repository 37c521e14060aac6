/**
 * Enter over what is selected in several blocks: it goes, and a new line begins. Tiptap asks before the deletion whether
 * the first of them can be broken and as what, when it may come to lie elsewhere with it, and fails then.
 */
import { Extension } from '@tiptap/core'
import { splitBlockKeepMarks } from '@tiptap/pm/commands'
import { AllSelection, type Command, TextSelection } from '@tiptap/pm/state'

export const BreakOverBlocks = Extension.create({
  name: 'breakOverBlocks',
  addKeyboardShortcuts() {
    return { Enter: ({ editor: { state, view } }) => breakOverBlocks(state, view.dispatch) }
  },
})

export const breakOverBlocks: Command = (state, dispatch) => {
  const { selection } = state
  if (selection instanceof AllSelection) return breakAll(state, dispatch)
  if (!(selection instanceof TextSelection) || selection.$from.sameParent(selection.$to)) return false
  return splitBlockKeepMarks(state, dispatch)
}

/** The whole text as ⌘A selects it begins in no block, so that nothing would be broken. */
const breakAll: Command = ({ tr }, dispatch) => {
  tr.deleteSelection()
  dispatch?.(tr.split(tr.selection.from).scrollIntoView())
  return true
}
