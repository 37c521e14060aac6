import { documentExtensions, FRAGMENT, markdownToJson, readJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { setBlockType } from '@tiptap/pm/commands'
import { wrapInList } from '@tiptap/pm/schema-list'
import { type Command, EditorState, TextSelection } from '@tiptap/pm/state'
import { redo, undo, ySyncPlugin, yUndoPlugin } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { LastingMapping } from '../../binding/lasting-mapping.ts'
import { ownCaret } from '../../binding/own-caret.ts'
import { headlessView } from '../../binding/testing/headless-view.ts'
import { textOf } from '../../binding/text-from-the-start.ts'
import { createUndoManager } from '../../binding/undo-steps.ts'
import { joinTexts } from '../join-texts.ts'
import { keepLetters } from '../keep-letters.ts'

export const schema = getSchema(documentExtensions())

/** An editor of the document, without a screen, in a tab that wrote as these clients before. */
export function editorOf(ydoc: Y.Doc, clients: readonly number[] = []) {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  keepLetters(ydoc, new Set([...clients, ydoc.clientID]))
  joinTexts(ydoc)
  const mapping = new LastingMapping(ydoc)
  const doc = textOf(fragment, schema, mapping)
  const sync = ySyncPlugin(fragment, { mapping })
  const steps = createUndoManager(fragment)
  const history = yUndoPlugin({ undoManager: steps })
  const view = headlessView(EditorState.create({ doc, plugins: [sync, history, ownCaret()] }), sync)
  const caretTo = (at: number) =>
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)))
  const placeOf = (words: string) => {
    let at = -1
    view.state.doc.descendants((node, position) => {
      if (node.isText && node.text?.includes(words)) at = position + node.text.indexOf(words)
    })
    return at
  }
  return {
    ydoc,
    caretIn: (words: string) => caretTo(placeOf(words) + words.length),
    caretBefore: (words: string) => caretTo(placeOf(words)),
    caretAtEnd: () => caretTo(view.state.doc.content.size - 1),
    deleteBack(letters: number) {
      const { head } = view.state.selection
      view.dispatch(view.state.tr.delete(head - letters, head))
    },
    deleteToEndOfLine() {
      const { head, $head } = view.state.selection
      view.dispatch(view.state.tr.delete(head, $head.end()))
    },
    type(letters: string) {
      for (const letter of letters) view.dispatch(view.state.tr.insertText(letter))
    },
    insert: (text: string) => view.dispatch(view.state.tr.insertText(text)),
    insertBold: (text: string) =>
      view.dispatch(view.state.tr.replaceSelectionWith(schema.text(text, [schema.mark('bold')]), false)),
    /** What is written after this is another step of undo. */
    rest() {
      steps.lastChange = 0
    },
    run: (command: Command) => command(view.state, (transaction) => view.dispatch(transaction)),
    undo: () => undo(view.state),
    redo: () => redo(view.state),
    attributes: () => view.state.selection.$from.parent.attrs,
    text: () => view.state.doc.textBetween(0, view.state.doc.content.size, '\n', '\ufffc'),
    bold() {
      let bold = ''
      view.state.doc.descendants(({ text, marks }) => {
        if (marks.some(({ type }) => type.name === 'bold')) bold += text
      })
      return bold
    },
    breaks: () => String(view.state.doc).split('hardBreak').length - 1,
    kinds: () => readJson(ydoc).content?.map(({ type }) => type),
  }
}

export type Editor = ReturnType<typeof editorOf>

/** The pages of several people with this document, who have these ids in Yjs. */
export function pages<Ids extends readonly number[]>(
  markdown: string,
  ...ids: Ids
): { -readonly [Each in keyof Ids]: Editor } {
  const first = new Y.Doc()
  writeJson(first, markdownToJson(markdown))
  return pagesOf(first, ...ids)
}

/** With an empty line as this page and the server made it in the past, and as other programs make it: without a text. */
export function pagesWithoutText<Ids extends readonly number[]>(
  ...ids: Ids
): { -readonly [Each in keyof Ids]: Editor } {
  const first = new Y.Doc()
  first.getXmlFragment(FRAGMENT).insert(0, [new Y.XmlElement('paragraph')])
  return pagesOf(first, ...ids)
}

function pagesOf<Ids extends readonly number[]>(first: Y.Doc, ...ids: Ids) {
  const open = (id: number) => {
    const ydoc = new Y.Doc()
    ydoc.clientID = id
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(first))
    return editorOf(ydoc)
  }
  // The type of `map` does not say that its result is as long.
  return ids.map(open) as { -readonly [Each in keyof Ids]: Editor }
}

/** Gives each what the others have done meanwhile, and what their pages did about it. */
export function exchange(...editors: Editor[]): void {
  for (let round = 0; round < 2; round++) {
    const updates = editors.map(({ ydoc }) => Y.encodeStateAsUpdate(ydoc))
    for (const [index, { ydoc }] of editors.entries())
      for (const update of updates.toSpliced(index, 1)) Y.applyUpdate(ydoc, update, 'remote')
  }
}

export const heading = (editor: Editor) =>
  setBlockType(schema.nodes.heading as never, { ...editor.attributes(), level: 2 })
export const list = wrapInList(schema.nodes.bulletList as never)
export const tasks = wrapInList(schema.nodes.taskList as never)

export const breakInside: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hardBreak?.create() as never))
  return true
}

let made = 0
/** As in the editor, what comes behind a break is another block. */
export const withNewId =
  (command: Command): Command =>
  (state, dispatch) =>
    command(state, (transaction) => {
      made += 1
      const { $from } = transaction.selection
      transaction.setNodeAttribute($from.before(), 'id', `made-${made}`)
      dispatch?.(transaction)
    })
