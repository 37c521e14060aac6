/**
 * Delete in a list, where Tiptap's own key for it joins two items although something is selected from one into the other,
 * and takes a code block that follows the list away with all that stands in it. And Backspace behind a list: Tiptap's brings
 * the line to the innermost item, wherever that stands, and where the list ends in an image it selects a line of the list,
 * which the next letter then replaces.
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
    // What was typed into a sign of Markdown's is that again first.
    const back = () =>
      editor.commands.undoInputRule() || backspaceBehindList(editor.state, editor.view.dispatch)
    return { Delete: run, 'Mod-Delete': run, Backspace: back, 'Mod-Backspace': back }
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

/** The line comes to the line in which the list ends. What is no line is selected, as an image above a line is. */
export const backspaceBehindList: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { parent: line } = $from
  if (!empty || !line.isTextblock || $from.parentOffset > 0 || $from.depth === 0) return false
  const list = state.doc.resolve($from.before()).nodeBefore
  if (!list || !isList(list)) return false
  const [last, end] = endOf(list, $from.before())
  const { tr } = state
  if (last.isTextblock) {
    // Code is joined with care for its line ends, by what Tiptap does.
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

/** The innermost block that a list ends in, but for what lies in a table, and where that ends. */
function endOf(block: Node, end: number): [Node, number] {
  const { lastChild } = block
  return lastChild && !block.isTextblock && !isTable(block) ? endOf(lastChild, end - 1) : [block, end]
}

const isTable = ({ type }: Node) => type.spec.tableRole === 'table'
