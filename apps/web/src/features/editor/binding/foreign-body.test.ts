import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { letGoOfForeign, watchBody } from './foreign-body.ts'
import { headlessView } from './testing/headless-view.ts'

/** What is reported as the changes of these programs come, one after the other. */
function told(...written: ((ydoc: Y.Doc) => void)[]): boolean[] {
  const page = new Y.Doc()
  const changes: boolean[] = []
  watchBody(page.getXmlFragment(FRAGMENT), (isForeign) => changes.push(isForeign))
  for (const write of written) {
    const program = new Y.Doc()
    Y.applyUpdate(program, Y.encodeStateAsUpdate(page))
    write(program)
    Y.applyUpdate(page, Y.encodeStateAsUpdate(program, Y.encodeStateVector(page)))
  }
  return changes
}

const inElement = (child: unknown) => (ydoc: Y.Doc) => {
  const element = new Y.XmlElement('paragraph')
  ydoc.getXmlFragment(FRAGMENT).push([element])
  // The cast: by the types, it holds nothing but XML.
  element.push([child as Y.XmlText])
}

test.each<[string, (ydoc: Y.Doc) => void]>([
  ['a text', (ydoc) => ydoc.getText(FRAGMENT).insert(0, 'Words')],
  ['an array', (ydoc) => ydoc.getArray(FRAGMENT).push([{ type: 'paragraph' }])],
  ['an array of words', (ydoc) => ydoc.getArray(FRAGMENT).push(['Words'])],
  ['a map in an element', inElement(new Y.Map())],
])('a body that is, or has, %s is recognised as one that cannot be shown', (_what, write) => {
  expect(told(write)).toEqual([true])
})

test.each<[string, (ydoc: Y.Doc) => void]>([
  [
    'a document of ours',
    (ydoc) => writeJson(ydoc, markdownToJson('# Hi\n\n- a\n- b\n\n| c |\n| - |\n| d |')),
  ],
  ['elements with other names', inElement(new Y.XmlElement('callout'))],
  ['a text in no line', (ydoc) => ydoc.getXmlFragment(FRAGMENT).push([new Y.XmlText('Words')])],
  ['marks, and an object in a text', (ydoc) => inElement(new Y.XmlText())(ydoc)],
  ['nothing', () => {}],
])('a body with %s can be shown', (_what, write) => {
  expect(told(write)).toEqual([])
})

test('a body that becomes foreign while it is open is recognised, and so is one that is put right', () => {
  const line = (ydoc: Y.Doc) => writeJson(ydoc, markdownToJson('A line'))
  const words = (ydoc: Y.Doc) => ydoc.getArray(FRAGMENT).insert(0, ['Words'])
  expect(told(line)).toEqual([])
  expect(told(words, line)).toEqual([true, false])
})

test('an open editor deletes nothing of what it cannot show', () => {
  const page = new Y.Doc()
  writeJson(page, markdownToJson('A line'))
  const body = page.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(body, getSchema(documentExtensions()))
  const sync = ySyncPlugin(body, { mapping })
  letGoOfForeign(body, () => view.state)
  const view = headlessView(EditorState.create({ doc, plugins: [sync] }), sync)
  view.dispatch(view.state.tr.insertText('Look: ', 1))

  const program = new Y.Doc()
  Y.applyUpdate(program, Y.encodeStateAsUpdate(page))
  const line = program.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement // as was written above
  line.push([new Y.Map([['words', 'of a program']]) as unknown as Y.XmlText])
  Y.applyUpdate(page, Y.encodeStateAsUpdate(program))
  view.dispatch(view.state.tr.insertText('typed before the page took the editor away', 1))
  const [shown] = body.toArray() as Y.XmlElement[]
  expect(shown?.toArray().map((child) => child.toJSON())).toEqual(['Look: A line', { words: 'of a program' }])
})
