import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPlugin } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LastingMapping } from './lasting-mapping.ts'
import { textOf } from './text-from-the-start.ts'

const schema = getSchema(documentExtensions())

/** As much of an editor as is needed without a screen. */
function open(ydoc: Y.Doc) {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const mapping = new LastingMapping(ydoc)
  const doc = textOf(fragment, schema, mapping)
  const sync = ySyncPlugin(fragment, { mapping })
  const view = {
    state: EditorState.create({ doc, plugins: [sync] }),
    transactions: 0,
    dispatch(transaction: Transaction) {
      this.transactions += 1
      const before = this.state
      this.state = before.apply(transaction)
      plugin.update?.(this as unknown as EditorView, before)
    },
    hasFocus: () => false,
  }
  const start = () => sync.spec.view?.(view as unknown as EditorView) ?? {}
  let plugin = start()
  return {
    view,
    /** What a plugin that comes later does to those that are there. */
    begin() {
      plugin.destroy?.()
      plugin = start()
    },
  }
}

test('the text is there from the start, is not put in again, and stays bound', () => {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson('# Plan\n\n- one\n- two'))
  const { view, begin } = open(ydoc)
  expect(view.state.doc.textContent).toBe('Planonetwo')
  begin()
  begin()
  expect(view.transactions).toBe(0)

  view.dispatch(view.state.tr.insertText('ned', 5))
  const heading = ydoc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement // as written above
  expect(heading.toString()).toContain('Planned')
  const text = heading.get(0) as Y.XmlText // as written above
  text.insert(0, 'Well ')
  expect(view.state.doc.firstChild?.textContent).toBe('Well Planned')
})

test('an empty text gets a line to write in, and what fits nowhere is left out', () => {
  const ydoc = new Y.Doc()
  expect(open(ydoc).view.state.doc.toString()).toBe('doc(paragraph)')
  expect(ydoc.getXmlFragment(FRAGMENT)).toHaveLength(0)
  const cell = new Y.XmlElement('tableCell')
  cell.insert(0, [new Y.XmlElement('paragraph')])
  ydoc.getXmlFragment(FRAGMENT).insert(0, [cell])
  expect(() => open(ydoc).view.state.doc.check()).not.toThrow()
})

test('when somebody else writes, only the block in which they write is made anew', () => {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson('# Plan\n\n- one\n- two\n\nEnd'))
  const { view } = open(ydoc)
  const before = view.state.doc
  const heading = ydoc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement // as written above
  const text = heading.get(0) as Y.XmlText // as written above
  text.insert(4, 'ned')
  expect(view.state.doc.textContent).toBe('PlannedonetwoEnd')
  expect(view.state.doc.child(1)).toBe(before.child(1))
  expect(view.state.doc.child(2)).toBe(before.child(2))
})

test('what is brought along with a change of others is drawn with that change', () => {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson('One\n\nTwo\n\nThree'))
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const textIn = (index: number) => (fragment.get(index) as Y.XmlElement).get(0) as Y.XmlText // as written above
  fragment.observeDeep((_events, { origin }) => {
    if (origin === 'theirs') ydoc.transact(() => textIn(2).insert(0, 'Number '), 'brought')
  })
  const { view } = open(ydoc)
  const drawn: string[] = []
  const { dispatch } = view
  view.dispatch = function (transaction) {
    dispatch.call(this, transaction)
    drawn.push(this.state.doc.textContent)
  }
  ydoc.transact(() => textIn(0).insert(0, 'Number '), 'theirs')
  expect(drawn[0]).toBe('Number OneTwoNumber Three')
})
