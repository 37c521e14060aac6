import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { wrapInList } from '@tiptap/pm/schema-list'
import { EditorState, Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { initProseMirrorDoc, redo, undo, ySyncPlugin, yUndoPlugin, yUndoPluginKey } from '@tiptap/y-tiptap'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editElsewhere } from '../../../testing/edit-elsewhere.ts'
import { ownCaret } from './own-caret.ts'
import { createUndoManager } from './undo-steps.ts'

const schema = getSchema(documentExtensions())
let mine: Y.Doc
let view: { state: EditorState; dispatch(transaction: Transaction): void; hasFocus(): boolean }

/** Adds to each change of one's own, like the extension that gives blocks their ids. */
const marksChanges = new Plugin({
  appendTransaction: (transactions, _before, state) =>
    transactions.some(isOwnChange) ? state.tr.setNodeAttribute(0, 'id', `made-${++made}`) : null,
})
const isOwnChange = (transaction: Transaction) =>
  transaction.docChanged && !isChangeOrigin(transaction) && !transaction.getMeta('appendedTransaction')
let made = 0

beforeEach(() => {
  mine = new Y.Doc()
  writeJson(mine, markdownToJson('The launch is on 3 March.\n\nBring cake.'))
  const fragment = mine.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(fragment, schema)
  const sync = ySyncPlugin(fragment, { mapping })
  const history = yUndoPlugin({ undoManager: createUndoManager(fragment) })
  view = {
    state: EditorState.create({ doc, plugins: [sync, history, ownCaret(), marksChanges] }),
    dispatch(transaction) {
      this.state = this.state.applyTransaction(transaction).state
      syncView?.update?.(this as unknown as EditorView, this.state)
    },
    hasFocus: () => false,
  }
  // Without a screen, they need no more of a view than this.
  const syncView = sync.spec.view?.(view as unknown as EditorView)
  history.spec.view?.(view as unknown as EditorView)
})

function caretIn(words: string) {
  const at = view.state.doc.textBetween(0, view.state.doc.content.size, '\n\n').indexOf(words)
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at + 1 + words.length)))
}
const lines = () => view.state.doc.children.map(({ textContent }) => textContent)
const kinds = () => view.state.doc.children.map(({ type }) => type.name)
const beforeCaret = () => {
  const { parent, parentOffset } = view.state.selection.$head
  return parent.textContent.slice(0, parentOffset)
}

const elsewhere = (edit: (text: Y.XmlText) => void) => editElsewhere(mine, 1, edit)

test('redo works where undo made the text end before the place of the caret', () => {
  caretIn('cake.')
  wrapInList(schema.nodes.bulletList as never)(view.state, (transaction) => view.dispatch(transaction))
  undo(view.state)
  expect(kinds()).toEqual(['paragraph', 'paragraph'])
  redo(view.state)
  expect(kinds()).toEqual(['paragraph', 'bulletList'])
})

test('after Undo the caret stays where it is while others write', () => {
  caretIn('cake.')
  view.dispatch(view.state.tr.insertText(' And pie.'))
  caretIn('Bring')
  undo(view.state)
  elsewhere((text) => text.insert(0, 'Please: '))
  expect(lines()).toEqual(['The launch is on 3 March.', 'Please: Bring cake.'])
  expect(beforeCaret()).toBe('Please: Bring')
})

test('undo takes back a whole text, even if it was deleted, came back, and was written into since', () => {
  const steps = yUndoPluginKey.getState(view.state)?.undoManager
  const step = (change: (tr: Transaction) => Transaction) => {
    if (steps) steps.lastChange = 0
    view.dispatch(change(view.state.tr))
  }
  caretIn('cake')
  const at = view.state.selection.head
  step((tr) => tr.insertText(' and pie', at))
  step((tr) => tr.delete(at, at + ' and pie'.length))
  undo(view.state)
  step((tr) => tr.insertText('X', at + 3))
  expect(lines()[1]).toBe('Bring cake anXd pie.')
  undo(view.state)
  undo(view.state)
  expect(lines()[1]).toBe('Bring cake.')
  redo(view.state)
  redo(view.state)
  expect(lines()[1]).toBe('Bring cake anXd pie.')
})

test('whoever writes on after Redo, or after Undo of a deletion, does so behind what came back', () => {
  caretIn('Bring')
  view.dispatch(view.state.tr.insertText('-in'))
  undo(view.state)
  redo(view.state)
  expect(lines()[1]).toBe('Bring-in cake.')
  expect(beforeCaret()).toBe('Bring-in')
  const { head } = view.state.selection
  yUndoPluginKey.getState(view.state)?.undoManager.stopCapturing()
  view.dispatch(view.state.tr.delete(head - '-in'.length, head))
  undo(view.state)
  expect(lines()[1]).toBe('Bring-in cake.')
  expect(beforeCaret()).toBe('Bring-in')
})
