import { FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { watchBody } from './foreign-body.ts'

/** What is told as the words of these programs come, one after the other. */
function told(...written: ((ydoc: Y.Doc) => void)[]): boolean[] {
  const page = new Y.Doc()
  const changes: boolean[] = []
  watchBody(page, (isForeign) => changes.push(isForeign))
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
  // The cast: to the types there is nothing but XML in it.
  element.push([child as Y.XmlText])
}

test.each<[string, (ydoc: Y.Doc) => void]>([
  ['a text', (ydoc) => ydoc.getText(FRAGMENT).insert(0, 'Words')],
  ['an array', (ydoc) => ydoc.getArray(FRAGMENT).push([{ type: 'paragraph' }])],
  ['an array of words', (ydoc) => ydoc.getArray(FRAGMENT).push(['Words'])],
  ['a map in an element', inElement(new Y.Map())],
])('a body that is, or has, %s is known as one that cannot be shown', (_what, write) => {
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

test('a body that becomes foreign while it is open is known, and so is one that is put right', () => {
  const line = (ydoc: Y.Doc) => writeJson(ydoc, markdownToJson('A line'))
  const words = (ydoc: Y.Doc) => ydoc.getArray(FRAGMENT).insert(0, ['Words'])
  expect(told(line)).toEqual([])
  expect(told(words, line)).toEqual([true, false])
})
