import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { AllSelection, EditorState, type Transaction } from '@tiptap/pm/state'
import type { DecorationSet, EditorView } from '@tiptap/pm/view'
import { initProseMirrorDoc, ySyncPlugin, ySyncPluginKey } from '@tiptap/y-tiptap'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Anchor, anchorOf, type Range, rangesIn, selectedPassage } from './anchor.ts'
import { markThreads, threadMarks } from './thread-marks.ts'

const schema = getSchema(documentExtensions())
let state: EditorState

/** Without a view nothing written here reaches the Y.Doc, as is the case while a transaction is being applied. */
beforeEach(() => {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson('The launch is on 3 March.'))
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(fragment, schema)
  state = EditorState.create({
    doc,
    plugins: [ySyncPlugin(fragment, { mapping }), threadMarks({ onThread() {}, onMoved() {} })],
  })
  const anchor = anchorOf(state, 1, 11)
  if (!anchor) throw new Error('The text is not bound.')
  state = state.apply(markThreads(state.tr, [{ id: 'thread', anchor, quote: 'The launch' }], null))
})

/** A text in a view without a screen, and the anchors that threads were tied to anew. */
function open(markdown: string) {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson(markdown))
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(fragment, schema)
  const sync = ySyncPlugin(fragment, { mapping })
  const moved: Anchor[] = []
  const marks = threadMarks({ onThread() {}, onMoved: (_thread, anchor) => moved.push(anchor) })
  const view = {
    state: EditorState.create({ doc, plugins: [sync, marks] }),
    dispatch(transaction: Transaction) {
      const before = this.state
      this.state = before.applyTransaction(transaction).state
      for (const { update } of updates) update?.(this as unknown as EditorView, before)
    },
    hasFocus: () => false,
  }
  const updates = [sync, marks].flatMap((plugin) => plugin.spec.view?.(view as unknown as EditorView) ?? [])
  return { ydoc, fragment, view, moved }
}

/** The words that are marked. */
function marked(): string[] {
  return state.plugins.flatMap((plugin) => {
    const drawn = plugin.props.decorations?.call(plugin, state) as DecorationSet | undefined
    return drawn?.find().map(({ from, to }) => state.doc.textBetween(from, to)) ?? []
  })
}

test('a mark stays on its words while one writes before, in and after them', () => {
  expect(marked()).toEqual(['The launch'])
  state = state.apply(state.tr.insertText('So: ', 1))
  expect(marked()).toEqual(['The launch'])
  state = state.apply(state.tr.split(5))
  expect(marked()).toEqual(['The launch'])
  state = state.apply(state.tr.insertText('big ', 11))
  expect(marked()).toEqual(['The big launch'])
  state = state.apply(state.tr.insertText(' party', 21))
  expect(state.doc.textContent).toBe('So: The big launch party is on 3 March.')
  expect(marked()).toEqual(['The big launch'])
})

test('the quote of a long passage ends with a whole character, as the server requires', () => {
  state = state.apply(state.tr.insertText(`${'x'.repeat(1999)}🎂 and more`, 1))
  state = state.apply(state.tr.setSelection(new AllSelection(state.doc)))
  expect(selectedPassage(state)?.quote).toBe('x'.repeat(1999))
})

test('a thread is tied anew to its words when they are written anew, and found by them where it is not', () => {
  const { view, moved } = open('The launch is on 3 March.\n\nBring cake.')
  // A place in a text that has yet to arrive here.
  const coming = Y.createRelativePositionFromJSON({ item: { client: 1, clock: 7 } })
  const place = btoa(String.fromCharCode(...Y.encodeRelativePosition(coming)))
  const textOf = (range: Range | null) => range && view.state.doc.textBetween(range.from, range.to, ' ')

  const quote = '3 March'
  const at = view.state.doc.textContent.indexOf(quote) + 1
  const anchor = anchorOf(view.state, at, at + quote.length)
  if (!anchor) throw new Error('The text is not bound.')
  const other = { id: 'other', anchor: { start: place, end: place }, quote: 'Bring cake.' }
  view.dispatch(markThreads(view.state.tr, [{ id: 'thread', anchor, quote }, other], null))
  view.dispatch(view.state.tr.insertText('new ', 5))
  expect(moved).toEqual([])
  // The line is broken before the words: in Yjs their letters are new ones now.
  view.dispatch(view.state.tr.split(15))
  expect(view.state.doc.textBetween(0, view.state.doc.content.size, '\n')).toBe(
    'The new launch\n is on 3 March.\nBring cake.',
  )
  expect(moved).toHaveLength(1)
  expect(textOf(rangesIn(view.state).anchored(moved[0] as Anchor))).toBe(quote)
  expect(textOf(rangesIn(view.state).of({ anchor, quote }))).toBe(quote)
  // What stands in two places is not guessed at.
  view.dispatch(view.state.tr.insertText('3 March: ', 1))
  expect(rangesIn(view.state).of({ anchor, quote })).toBeNull()
  expect(textOf(rangesIn(view.state).anchored(moved[0] as Anchor))).toBe(quote)
})

test('a thread whose words come back by undo is tied to them for others, too', () => {
  const { ydoc, fragment, view, moved } = open('The launch is before the launch.')
  const undo = new Y.UndoManager(fragment, { trackedOrigins: new Set([ySyncPluginKey]) })
  const anchor = anchorOf(view.state, 5, 11)
  if (!anchor) throw new Error('The text is not bound.')
  view.dispatch(markThreads(view.state.tr, [{ id: 'thread', anchor, quote: 'launch' }], null))
  view.dispatch(view.state.tr.delete(1, 12))
  undo.undo()
  expect(view.state.doc.textContent).toBe('The launch is before the launch.')

  const theirs = new Y.Doc()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ydoc))
  const there = initProseMirrorDoc(theirs.getXmlFragment(FRAGMENT), schema)
  const elsewhere = EditorState.create({
    doc: there.doc,
    plugins: [ySyncPlugin(theirs.getXmlFragment(FRAGMENT), { mapping: there.mapping })],
  })
  expect(rangesIn(elsewhere).of({ anchor, quote: 'launch' })).toBeNull()
  expect(moved).toHaveLength(1)
  expect(rangesIn(elsewhere).anchored(moved[0] as Anchor)).toEqual({ from: 5, to: 11 })
})
