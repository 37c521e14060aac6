import type { Editor } from '@tiptap/core'
import { NodeSelection, Selection } from '@tiptap/pm/state'

/** Gives the focus at once, so that one can write on: Tiptap's command does so a frame later. */
export function goToStart({ state, view }: Editor): void {
  view.dispatch(state.tr.setSelection(Selection.atStart(state.doc)).scrollIntoView())
  view.focus()
}

/** The same to write there, if one may: what is typed never takes the place of an image that stands first. */
export function writeAtStart(editor: Editor): void {
  const { state, view } = editor
  const { paragraph } = state.schema.nodes
  if (editor.isEditable && paragraph && Selection.atStart(state.doc) instanceof NodeSelection)
    view.dispatch(state.tr.insert(0, paragraph.create()))
  goToStart(editor)
}
