/**
 * Tab in a code block moves its lines in and out, as it does the items of a list. A line is changed only at its
 * beginning, where nobody else's letters are touched. Outside of the block, Tab leads on in the page.
 */
import { Extension } from '@tiptap/core'
import type { Command, EditorState } from '@tiptap/pm/state'

const INDENT = '  '

export const CodeIndentation = Extension.create({
  name: 'codeIndentation',

  addKeyboardShortcuts() {
    const run = (command: Command) => () => command(this.editor.state, this.editor.view.dispatch)
    return { Tab: run(indent), 'Shift-Tab': run(outdent) }
  },
})

/** Indents at the caret, or all lines that are selected. */
export const indent: Command = (state, dispatch) => {
  const lines = selectedLines(state)
  if (!lines) return false
  const { tr, selection } = state
  if (selection.empty) tr.insertText(INDENT)
  else for (const { start, text } of lines) if (text) tr.insertText(INDENT, tr.mapping.map(start))
  dispatch?.(tr.scrollIntoView())
  return true
}

export const outdent: Command = (state, dispatch) => {
  const lines = selectedLines(state)
  if (!lines) return false
  const { tr } = state
  for (const { start, text } of lines) {
    const { length } = /^(?:\t| {0,2})/.exec(text)?.[0] ?? ''
    const at = tr.mapping.map(start)
    if (length > 0) tr.delete(at, at + length)
  }
  dispatch?.(tr.scrollIntoView())
  return true
}

/** The lines that the selection touches, with their places in the document; null where it is not in one code block. */
function selectedLines({ selection }: EditorState): { start: number; text: string }[] | null {
  const { $from, $to } = selection
  if (!$from.parent.type.spec.code || !$from.sameParent($to)) return null
  let start = $from.start()
  return $from.parent.textContent
    .split('\n')
    .map((text) => {
      const line = { start, text, end: start + text.length }
      start = line.end + 1
      return line
    })
    .filter(({ start, end }) => end >= $from.pos && start <= $to.pos)
}
