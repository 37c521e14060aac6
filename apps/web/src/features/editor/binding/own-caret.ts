/**
 * Keeps one's own caret between its letters while others write in the same block. Yjs knows the place, but the binding
 * takes a block whose text has changed for one that was moved, looks for it (ours have ids, so it is found) and puts the
 * caret back at the distance from its beginning that it had before: each letter that somebody else writes in front of it
 * would carry it into another word. In a block that is still there Yjs's place holds, unless its line was broken; else
 * the place between the same letters.
 */
import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type EditorState, Plugin, TextSelection } from '@tiptap/pm/state'
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { hasSameBreaks, inNextLine, placeBetweenLetters } from '../kept-letters/place-between-letters.ts'

export const OwnCaret = Extension.create({
  name: 'ownCaret',
  addProseMirrorPlugins: () => [ownCaret()],
})

export function ownCaret(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some(isChangeOrigin)) return null
      const { binding } = ySyncPluginKey.getState(state)
      // What was selected when the change came; the binding has it until the change is through.
      const selected = binding?.beforeTransactionSelection
      if (!selected) return null
      // Places in the text as it was. What `keepLetters` brings along is drawn into the one that stands here now, in which the
      // binding would look for them.
      Object.assign(selected, { absAnchor: null, absHead: null })
      if (!(before.selection instanceof TextSelection)) return null
      // What `keepLetters` has brought along the editor has drawn before it is told; the selected place is the old one.
      const isDrawn = before.doc.eq(state.doc)
      const placeOf = (position: Y.RelativePosition, was: number) => {
        if (isDrawn) return was
        const at =
          relativePositionToAbsolutePosition(binding.doc, binding.type, position, binding.mapping) ??
          // The binding does not believe that somebody deleted all that stood before it in the first line.
          (beginsText(binding.doc, position) ? FIRST_PLACE : null)
        if (at === null || !isSameLine(before, was, state, at))
          return placeBetweenLetters(before.doc, was, state.doc)
        const line = state.doc.resolve(at)
        return inNextLine(before.doc, was, state.doc, { node: line.parent, start: line.start() }) ?? at
      }
      const anchor = placeOf(selected.anchor, before.selection.anchor)
      const head = placeOf(selected.head, before.selection.head)
      if (anchor === null || head === null) return null
      const selection = TextSelection.create(state.doc, anchor, head)
      return selection.eq(state.selection) ? null : state.tr.setSelection(selection)
    },
  })
}

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
