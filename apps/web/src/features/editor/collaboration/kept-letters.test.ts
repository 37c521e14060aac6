import { documentExtensions, FRAGMENT, markdownToJson, readJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { setBlockType } from '@tiptap/pm/commands'
import { wrapInList } from '@tiptap/pm/schema-list'
import { type Command, EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ownCaret } from '../own-caret.ts'
import { keepLetters } from './kept-letters.ts'

const schema = getSchema(documentExtensions())

/** An editor of the document, without a screen. */
function editorOf(ydoc: Y.Doc) {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  keepLetters(ydoc, new Set([ydoc.clientID]))
  const { doc, mapping } = initProseMirrorDoc(fragment, schema)
  const sync = ySyncPlugin(fragment, { mapping })
  const view = {
    state: EditorState.create({ doc, plugins: [sync, ownCaret()] }),
    dispatch(transaction: Transaction) {
      this.state = this.state.applyTransaction(transaction).state
      pluginView?.update?.(this as unknown as EditorView, this.state)
    },
    hasFocus: () => false,
  }
  // Of a view the binding needs no more than this where nothing is drawn.
  const pluginView = sync.spec.view?.(view as unknown as EditorView)
  return {
    ydoc,
    caretIn(words: string) {
      let at = -1
      view.state.doc.descendants((node, position) => {
        if (node.isText && node.text?.includes(words)) at = position + node.text.indexOf(words) + words.length
      })
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)))
    },
    type(letters: string) {
      for (const letter of letters) view.dispatch(view.state.tr.insertText(letter))
    },
    run: (command: Command) => command(view.state, (transaction) => view.dispatch(transaction)),
    attributes: () => view.state.selection.$from.parent.attrs,
    text: () => view.state.doc.textBetween(0, view.state.doc.content.size, '\n'),
    kinds: () => readJson(ydoc).content?.map(({ type }) => type),
  }
}

type Editor = ReturnType<typeof editorOf>
let mine: Editor
let theirs: Editor

beforeEach(() => {
  const first = new Y.Doc()
  writeJson(first, markdownToJson('The launch is on 3 March.\n\nBring cake.'))
  const copy = () => {
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(first))
    return editorOf(ydoc)
  }
  mine = copy()
  theirs = copy()
})

/** Each gets what the other one has done meanwhile. */
function exchange() {
  const [a, b] = [mine.ydoc, theirs.ydoc]
  const [fromA, fromB] = [Y.encodeStateAsUpdate(a), Y.encodeStateAsUpdate(b)]
  Y.applyUpdate(b, fromA, 'remote')
  Y.applyUpdate(a, fromB, 'remote')
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a), 'remote')
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b), 'remote')
}

const heading = (editor: Editor) =>
  setBlockType(schema.nodes.heading as never, { ...editor.attributes(), level: 2 })
const list = wrapInList(schema.nodes.bulletList as never)

test.each([
  ['a heading', (editor: Editor) => heading(editor), 'heading'],
  ['an item of a list', () => list, 'bulletList'],
] as const)(
  'what I write in a paragraph stays when somebody makes it %s meanwhile',
  (_name, command, kind) => {
    mine.caretIn('launch')
    mine.type(' of the spring')
    theirs.caretIn('The')
    theirs.run(command(theirs))
    exchange()
    for (const editor of [mine, theirs]) {
      expect(editor.text()).toBe('The launch of the spring is on 3 March.\nBring cake.')
      expect(editor.kinds()).toEqual([kind, 'paragraph'])
    }
    // The caret is where it was: one goes on.
    mine.type(' term')
    exchange()
    for (const editor of [mine, theirs])
      expect(editor.text()).toBe('The launch of the spring term is on 3 March.\nBring cake.')
  },
)

test('so it does in several places, with what the other one writes there, and with what both have deleted', () => {
  mine.caretIn('The')
  mine.type(' great')
  mine.caretIn('March')
  mine.type(' 2027')
  theirs.caretIn('is')
  theirs.type(' surely')
  theirs.run(heading(theirs))
  theirs.type(' not')
  exchange()
  for (const editor of [mine, theirs])
    expect(editor.text()).toBe('The great launch is surely not on 3 March 2027.\nBring cake.')
})

test.each([
  ['a space before a space', 'launch', ' '],
  ['a letter before its like', 'launc', 'h'],
  ['a word before the same one', 'launch', ' is on'],
])('%s is kept, too', (_name, place, letters) => {
  mine.caretIn(place)
  mine.type(letters)
  const whole = mine.text()
  theirs.caretIn('The')
  theirs.run(heading(theirs))
  exchange()
  for (const editor of [mine, theirs]) expect(editor.text()).toBe(whole)
})

test('letters that the other one saw are not doubled, and a block that is deleted stays deleted', () => {
  mine.caretIn('launch')
  mine.type(' party')
  exchange()
  theirs.caretIn('The')
  theirs.run(heading(theirs))
  exchange()
  expect(mine.text()).toBe('The launch party is on 3 March.\nBring cake.')

  mine.caretIn('Bring')
  mine.type(' much')
  theirs.ydoc.getXmlFragment(FRAGMENT).delete(1)
  exchange()
  for (const editor of [mine, theirs]) expect(editor.text()).toBe('The launch party is on 3 March.')
})

test('both write on while it becomes this and that, and both read the same in the end', () => {
  for (const [index, letter] of [...'abcdefgh'].entries()) {
    mine.caretIn('launch')
    mine.type(letter)
    theirs.caretIn('March')
    theirs.type(letter.toUpperCase())
    theirs.caretIn('The')
    theirs.run(
      index % 2 === 0 ? heading(theirs) : setBlockType(schema.nodes.paragraph as never, theirs.attributes()),
    )
    exchange()
  }
  expect(mine.text()).toBe(theirs.text())
  const [line] = mine.text().split('\n')
  expect([...(line ?? '')].sort().join('').trim()).toBe(
    [...'The launch is on 3 March.abcdefghABCDEFGH'].sort().join('').trim(),
  )
})
