/**
 * Delete in a list: Tiptap's own handler joins two items even if something is selected from one into the other, and
 * deletes a code block that follows the list with all that stands in it. And Backspace behind a list: Tiptap's handler
 * brings the line to the innermost item, wherever that stands. Where the list ends in an image, it selects a line of
 * the list, which the next letter then replaces.
 */
import { Extension } from '@tiptap/core'
import { chainCommands, deleteSelection, joinForward } from '@tiptap/pm/commands'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type Command, NodeSelection, TextSelection } from '@tiptap/pm/state'

export const DeleteInLists = Extension.create({
  name: 'deleteInLists',
  addKeyboardShortcuts() {
    const { editor } = this
    const run = () => deleteInLists(editor.state, editor.view.dispatch)
    // First, a block that was made by typing a sign of Markdown becomes that sign again.
    const back = () =>
      editor.commands.undoInputRule() || backspaceBehindList(editor.state, editor.view.dispatch)
    return { Delete: run, 'Mod-Delete': run, Backspace: back, 'Mod-Backspace': back }
  },
})

const deleteSelected: Command = (state, dispatch) =>
  state.selection instanceof TextSelection && deleteSelection(state, dispatch)

/** Leaves paragraphs to Tiptap: they become items before they are joined. */
const joinLine: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { paragraph } = state.schema.nodes
  const isAtEnd = empty && $from.parent.isTextblock && $from.parentOffset === $from.parent.content.size
  if (!isAtEnd) return false
  const next = nodeBehind($from)
  return next?.isTextblock === true && next.type !== paragraph && joinForward(state, dispatch)
}

export const deleteInLists: Command = chainCommands(deleteSelected, joinLine)

/** The node that follows the block of this place, or the outer block that ends with it. */
function nodeBehind($place: ResolvedPos): Node | null {
  for (let depth = $place.depth - 1; depth >= 0; depth--) {
    const parent = $place.node(depth)
    const next = $place.index(depth) + 1
    if (next < parent.childCount) return parent.child(next)
    if (parent.type.spec.isolating) return null
  }
  return null
}

/** Joins the line to the one that the list ends with. Where that is no line, but an image for example, selects it. */
export const backspaceBehindList: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { parent: line } = $from
  if (!empty || !line.isTextblock || $from.parentOffset > 0 || $from.depth === 0) return false
  const list = state.doc.resolve($from.before()).nodeBefore
  if (!list || !isList(list)) return false
  const [last, end] = endOf(list, $from.before())
  const { tr } = state
  if (last.isTextblock) {
    // Tiptap joins code, with care for its line ends.
    if (line.type.spec.code || !last.canAppend(line)) return false
    tr.delete($from.before(), $from.after()).insert(end - 1, line.content)
    tr.setSelection(TextSelection.create(tr.doc, end - 1))
  } else {
    if (line.content.size === 0) tr.delete($from.before(), $from.after())
    tr.setSelection(NodeSelection.create(tr.doc, end - last.nodeSize))
  }
  dispatch?.(tr.scrollIntoView())
  return true
}

const isList = ({ type }: Node) => type.spec.group?.split(' ').includes('list') ?? false

/** The innermost block that a list ends with, not looking into tables, and where that ends. */
function endOf(block: Node, end: number): [Node, number] {
  const { lastChild } = block
  return lastChild && !block.isTextblock && !isTable(block) ? endOf(lastChild, end - 1) : [block, end]
}

const isTable = ({ type }: Node) => type.spec.tableRole === 'table'
