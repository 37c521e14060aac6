/**
 * Enter over a selection in several blocks deletes it and begins a new line. Tiptap decides before the deletion whether
 * and how to split the first block, which the deletion may move elsewhere, and fails then.
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

/** The whole text, as ⌘A selects it, begins in no block, so that nothing would be split. */
const breakAll: Command = ({ tr }, dispatch) => {
  tr.deleteSelection()
  dispatch?.(tr.split(tr.selection.from).scrollIntoView())
  return true
}
