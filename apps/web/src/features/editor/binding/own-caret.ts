/**
 * Keeps one's own caret between its letters while others write in the same block. Yjs knows the place. But the binding
 * takes a block whose text has changed for one that was moved, looks for it (ours have ids, so it is found) and puts
 * the caret back at the distance from its beginning that it had before: each letter that somebody else writes in front
 * of it would carry it into another word. Where the block is still there and its line was not broken, Yjs's place
 * holds; otherwise the place between the same letters.
 */
import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type EditorState, Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import {
  behindWhatCameBack,
  hasSameBreaks,
  inNextLine,
  placeBetweenLetters,
} from '../kept-letters/place-between-letters.ts'

export const OwnCaret = Extension.create({
  name: 'ownCaret',
  addProseMirrorPlugins: () => [ownCaret()],
})

export function ownCaret(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some(isChangeOrigin)) return null
      const { binding } = ySyncPluginKey.getState(state)
      // What was selected when the change came. The binding keeps it until the change is done.
      const selected = binding?.beforeTransactionSelection
      if (!selected) return null
      // These are places in the old text. The binding would look for them in the text that stands here now, into which
      // it draws what `keepLetters` brings along.
      Object.assign(selected, { absAnchor: null, absHead: null })
      if (!(before.selection instanceof TextSelection)) return null
      // What `keepLetters` brings along may be drawn before the editor hears of it: the selection is still right then.
      const isDrawn = before.doc.eq(state.doc)
      const isUndone = before.selection.empty && transactions.some(isUndoOrRedo)
      const placeOf = (position: Y.RelativePosition, was: number) => {
        if (isDrawn) return was
        const at =
          relativePositionToAbsolutePosition(binding.doc, binding.type, position, binding.mapping) ??
          // The binding finds no place where somebody deleted all that stood before the caret in the first line.
          (beginsText(binding.doc, position) ? FIRST_PLACE : null)
        if (at === null || !isSameLine(before, was, state, at))
          return placeBetweenLetters(before.doc, was, state.doc)
        const place = state.doc.resolve(at)
        const line = { node: place.parent, start: place.start() }
        const cameBack = isUndone ? behindWhatCameBack(before.doc, was, line) : null
        return cameBack ?? inNextLine(before.doc, was, state.doc, line) ?? at
      }
      const anchor = placeOf(selected.anchor, before.selection.anchor)
      const head = placeOf(selected.head, before.selection.head)
      if (anchor === null || head === null) return null
      const selection = TextSelection.create(state.doc, anchor, head)
      return selection.eq(state.selection) ? null : state.tr.setSelection(selection)
    },
  })
}

const isUndoOrRedo = (transaction: Transaction): boolean =>
  transaction.getMeta(ySyncPluginKey)?.isUndoRedoOperation === true

const FIRST_PLACE = 1

function beginsText(ydoc: Y.Doc, position: Y.RelativePosition): boolean {
  const place = Y.createAbsolutePositionFromRelativePosition(position, ydoc)
  return place?.type instanceof Y.XmlText && place.index === 0
}

function isSameLine(before: EditorState, was: number, after: EditorState, at: number): boolean {
  const { parent: old } = before.doc.resolve(was)
  const { parent } = after.doc.resolve(at)
  return (
    old.isTextblock &&
    parent.isTextblock &&
    old.type === parent.type &&
    old.attrs.id === parent.attrs.id &&
    hasSameBreaks(before.doc, was, after.doc, at)
  )
}
