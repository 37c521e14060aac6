import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { Node } from '@tiptap/pm/model'
import { EditorState, type Transaction } from '@tiptap/pm/state'
import { Decoration, type DecorationSet, type EditorView } from '@tiptap/pm/view'
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { LastingMapping } from '../editor/binding/lasting-mapping.ts'
import { textOf } from '../editor/binding/text-from-the-start.ts'
import { anchorOf, rangesIn } from './anchor.ts'
import { markThreads, threadMarks } from './thread-marks.ts'

const LINES = 500

afterEach(() => vi.restoreAllMocks())

function open(markdown: string) {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson(markdown))
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(fragment, getSchema(documentExtensions()))
  return { state: EditorState.create({ doc, plugins: [ySyncPlugin(fragment, { mapping })] }), mapping }
}

const lines = (line: (index: number) => string) => Array.from({ length: LINES }, (_, index) => line(index))

function placeOf(state: EditorState, words: string): { from: number; to: number } {
  let from = -1
  state.doc.descendants((node, position) => {
    const at = node.text?.indexOf(words) ?? -1
    if (at >= 0) from = position + at
  })
  return { from, to: from + words.length }
}

test('threads in all lines are found by looking at each line at most once', () => {
  const { state, mapping } = open(lines((index) => `Line ${index}, said twice.`).join('\n\n'))
  const threads = lines((index) => `Line ${index},`).map((quote) => {
    const range = placeOf(state, quote)
    const anchor = anchorOf(state, range.from, range.to)
    if (!anchor) throw new Error('The text is not bound.')
    return { range, thread: { anchor, quote: 'said twice' } }
  })
  const looked = vi.spyOn(mapping, 'get')
  const ranges = rangesIn(state)
  expect(threads.map(({ thread }) => ranges.of(thread))).toEqual(threads.map(({ range }) => range))
  expect(looked.mock.calls.length).toBeLessThanOrEqual(LINES)
})

test.each([
  ['in a list in a list', '- One\n  - Two\n  - Three words here', 'words'],
  ['in a cell', '| a | b |\n| --- | --- |\n| c | words and more |', 'words'],
  ['behind an image and a rule', '![](https://example.com/a.png)\n\n---\n\n> Some words', 'words'],
  ['in marked letters, behind a new line', 'First\\\nand **bold words** here', 'bold words'],
])('a thread is found %s', (_, markdown, words) => {
  const { state } = open(markdown)
  const range = placeOf(state, words)
  const anchor = anchorOf(state, range.from, range.to)
  expect(anchor && rangesIn(state).of({ anchor, quote: 'not there' })).toEqual(range)
})

test('while one writes, only the line that one writes in is read again for the words of a thread that lost its letters', () => {
  const { state } = open(lines((index) => `Line ${index}, as it was.`).join('\n\n'))
  const lost = { anchor: { start: 'AAEAAA==', end: 'AAEAAA==' }, quote: 'Line 250,  as' }
  const found = rangesIn(state).of(lost)
  expect(found).toEqual(placeOf(state, 'Line 250, as'))
  const read = vi.spyOn(Node.prototype, 'forEach')
  const after = state.apply(state.tr.insertText('x', 1))
  read.mockClear()
  const moved = rangesIn(after).of(lost)
  expect(moved?.from).toBe((found?.from ?? 0) + 1)
  expect(read.mock.contexts.filter((node) => (node as Node).isTextblock)).toHaveLength(1)
})

test('words are found across lines, and where there is white space of another kind', () => {
  const { state } = open('One  two\n\n  \n\nthree four')
  const found = rangesIn(state).of({ anchor: { start: 'AAEAAA==', end: 'AAEAAA==' }, quote: 'two\nthree' })
  expect(found && state.doc.textBetween(found.from, found.to, ' ')).toBe('two three')
})

/** An editor without a screen, with a thread in each line. */
function openWithThreads() {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson(lines((index) => `Line ${index}, as it was.`).join('\n\n')))
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const mapping = new LastingMapping(ydoc)
  const doc = textOf(fragment, getSchema(documentExtensions()), mapping)
  const sync = ySyncPlugin(fragment, { mapping })
  const marks = threadMarks({ onThread() {}, onMoved() {} })
  const view = {
    state: EditorState.create({ doc, plugins: [sync, marks] }),
    dispatch(transaction: Transaction) {
      this.state = this.state.apply(transaction)
    },
    hasFocus: () => false,
  }
  sync.spec.view?.(view as unknown as EditorView)
  const threads = lines((index) => `Line ${index},`).map((quote) => {
    const { from, to } = placeOf(view.state, quote)
    const anchor = anchorOf(view.state, from, to)
    if (!anchor) throw new Error('The text is not bound.')
    return { id: quote, anchor, quote }
  })
  const mark = (marked: typeof threads) => view.dispatch(markThreads(view.state.tr, marked, null))
  mark(threads)
  return {
    fragment,
    marked: () => {
      const drawn = marks.props.decorations?.call(marks, view.state) as DecorationSet // as the plugin keeps it
      return drawn.find().map(({ from, to, spec }) => ({ from, to, id: spec.threadId }))
    },
    drawAnew() {
      mark([])
      mark(threads)
    },
  }
}

test('as somebody else writes, only the mark in their line is made anew, and all stand where they should', () => {
  const { fragment, marked, drawAnew } = openWithThreads()
  const textIn = (index: number) => (fragment.get(index) as Y.XmlElement).get(0) as Y.XmlText // as written above
  const made = vi.spyOn(Decoration, 'inline')
  const changes = [
    () => textIn(0).insert(0, 'Behold: '),
    () => textIn(7).insert(3, 'n'),
    () => textIn(250).delete(0, 6),
    () => textIn(251).delete(0, textIn(251).length),
    () => fragment.delete(100, 3),
    () => fragment.insert(40, [new Y.XmlElement('paragraph')]),
  ]
  for (const change of changes) {
    made.mockClear()
    fragment.doc?.transact(change, 'somebody else')
    expect(made.mock.calls.length).toBeLessThanOrEqual(1)
    const after = marked()
    drawAnew()
    expect(after).toEqual(marked())
  }
  expect(marked()).toHaveLength(LINES - 4)
})
