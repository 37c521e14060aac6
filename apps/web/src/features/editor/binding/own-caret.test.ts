import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editElsewhere } from '../../../testing/edit-elsewhere.ts'
import { ownCaret } from './own-caret.ts'

const schema = getSchema(documentExtensions())
let mine: Y.Doc
let view: { state: EditorState; dispatch(transaction: Transaction): void; hasFocus(): boolean }

beforeEach(() => {
  mine = new Y.Doc()
  writeJson(mine, markdownToJson('The launch is on 3 March.\n\nBring cake.'))
  const fragment = mine.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(fragment, schema)
  const sync = ySyncPlugin(fragment, { mapping })
  view = {
    state: EditorState.create({ doc, plugins: [sync, ownCaret()] }),
    dispatch(transaction) {
      this.state = this.state.applyTransaction(transaction).state
    },
    hasFocus: () => false,
  }
  // Without a screen, the binding needs no more of a view than this.
  sync.spec.view?.(view as unknown as EditorView)
})

/** Selects the words, in my editor. */
function select(words: string) {
  const at = view.state.doc.textContent.indexOf(words) + 1
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at, at + words.length)))
}

const selected = () => {
  const { from, to } = view.state.selection
  return view.state.doc.textBetween(from, to)
}

const elsewhere = (edit: (text: Y.XmlText) => void) => editElsewhere(mine, 0, edit)

test('a selection stays on its letters while others write and delete before it', () => {
  select('launch')
  elsewhere((text) => text.insert(0, 'Note: '))
  expect(view.state.doc.textContent).toContain('Note: The launch')
  expect(selected()).toBe('launch')
  elsewhere((text) => text.delete(0, 'Note: The '.length))
  expect(selected()).toBe('launch')
  elsewhere((text) => text.insert('launch is on'.length, ' Friday,'))
  expect(selected()).toBe('launch')
})

test('a selection over two blocks stays, and a caret in another block stays where it is', () => {
  view.dispatch(
    view.state.tr.setSelection(TextSelection.create(view.state.doc, 5, view.state.doc.content.size - 6)),
  )
  const before = selected()
  expect(before).toMatch(/^launch.*Bring/)
  elsewhere((text) => text.insert(0, 'Note: '))
  expect(selected()).toBe(before)
})
