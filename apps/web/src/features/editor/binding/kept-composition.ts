'use client'
/**
 * Keeps what an input method composes while others write in the same line. The browser composes within one text node,
 * and stops where that node is drawn anew: half of a word would stay as it was sounded out. The editor leaves the node
 * alone while its text stands somewhere in the line, but not when somebody writes between its letters. So their change
 * is made in the node first, around what is being composed, whose place browsers keep track of.
 */
import { differenceOf } from '@quillwire/editor'
import { type Editor, type EditorEvents, Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import type { EditorState } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

export const KeptComposition = Extension.create({
  name: 'keptComposition',
  onBeforeCreate: ({ editor }) => void editor.on('beforeTransaction', keepComposition),
  onDestroy() {
    this.editor.off('beforeTransaction', keepComposition)
  },
})

function keepComposition({ editor, transaction, nextState }: EditorEvents['beforeTransaction']): void {
  if (!isChangeOrigin(transaction) || !transaction.docChanged || !mayChange(editor)) return
  const node = composedNode(editor.view)
  if (!node) return
  const before = lineAround(editor.state)
  const from = editor.view.posAtDOM(node, 0) - before.start
  const to = from + node.length
  if (from < 0 || before.text.slice(from, to) !== node.data) return
  for (const { at, removed, inserted } of aroundCaret(before, lineAround(nextState))) {
    const [start, end] = [Math.max(at, from), Math.min(at + removed, to)]
    const isWithin = at > from && at + removed < to
    // The editor draws a change that reaches beyond the node, or lies at its edge, beside it.
    if (start < end) node.deleteData(start - from, end - start)
    if (!isWithin || inserted === '') continue
    if (at < before.caret) insertBefore(node, at - from, inserted)
    else node.insertData(at - from, inserted)
  }
}

/**
 * Inserts text so that a composition that begins at this place begins behind the text. Browsers leave its beginning
 * where it is when something is inserted right there, and would compose over it. So a copy of the letter before, and
 * the text, are inserted in front of that letter, which is then deleted.
 */
function insertBefore(node: Text, at: number, text: string): void {
  const letter = node.data.charAt(at - 1)
  node.insertData(at - 1, letter + text)
  node.deleteData(at + text.length, 1)
}

/** Safari keeps the place as a number, which a change of the node does not update. */
function mayChange({ view }: Editor): boolean {
  return view.composing && !/Apple Computer/.test(navigator.vendor)
}

function composedNode(view: EditorView): Text | null {
  const node = view.dom.ownerDocument.getSelection()?.focusNode
  return node instanceof Text && view.dom.contains(node) ? node : null
}

interface Line {
  /** Where it begins in the document. */
  start: number
  text: string
  caret: number
}

/** The line that the caret is in, with one letter for anything in it that is not text. */
function lineAround({ selection: { $head } }: EditorState): Line {
  const text = $head.parent.textBetween(0, $head.parent.content.size, undefined, '\ufffc')
  return { start: $head.start(), text, caret: $head.parentOffset }
}

/** What changed behind the caret and before it, by places in the old line, the last one first. */
function aroundCaret(before: Line, after: Line) {
  const behind = differenceOf(before.text.slice(before.caret), after.text.slice(after.caret))
  return [
    { ...behind, at: behind.at + before.caret },
    differenceOf(before.text.slice(0, before.caret), after.text.slice(0, after.caret)),
  ]
}
