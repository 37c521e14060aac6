/**
 * Delete in a list, where Tiptap's own key for it joins two items although something is selected from one into the other,
 * and takes a code block that follows the list away with all that stands in it.
 */
import { Extension } from '@tiptap/core'
import { chainCommands, deleteSelection, joinForward } from '@tiptap/pm/commands'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type Command, TextSelection } from '@tiptap/pm/state'

export const DeleteInLists = Extension.create({
  name: 'deleteInLists',
  addKeyboardShortcuts() {
    const run = () => deleteInLists(this.editor.state, this.editor.view.dispatch)
    return { Delete: run, 'Mod-Delete': run }
  },
})

const deleteSelected: Command = (state, dispatch) =>
  state.selection instanceof TextSelection && deleteSelection(state, dispatch)

/** Paragraphs are Tiptap's: they become items before they are joined. */
const joinLine: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { paragraph } = state.schema.nodes
  const isAtEnd = empty && $from.parent.isTextblock && $from.parentOffset === $from.parent.content.size
  if (!isAtEnd) return false
  const next = nodeBehind($from)
  return next?.isTextblock === true && next.type !== paragraph && joinForward(state, dispatch)
}

export const deleteInLists: Command = chainCommands(deleteSelected, joinLine)

/** What comes behind the block in which the place lies, and behind what that block ends. */
function nodeBehind($place: ResolvedPos): Node | null {
  for (let depth = $place.depth - 1; depth >= 0; depth--) {
    const parent = $place.node(depth)
    const next = $place.index(depth) + 1
    if (next < parent.childCount) return parent.child(next)
    if (parent.type.spec.isolating) return null
  }
  return null
}
