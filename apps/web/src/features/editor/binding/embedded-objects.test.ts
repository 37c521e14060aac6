import { documentExtensions, FRAGMENT } from '@quillwire/editor'
import { randomNumbers } from '@quillwire/editor/testing/random-numbers'
import { getSchema } from '@tiptap/core'
import { EditorState, type Transaction } from '@tiptap/pm/state'
import { ySyncPlugin } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { showForeign } from './foreign-content.ts'
import { LastingMapping } from './lasting-mapping.ts'
import { headlessView } from './testing/headless-view.ts'
import { textOf } from './text-from-the-start.ts'

const schema = getSchema(documentExtensions())
showForeign(schema)

type Piece = { insert: string | object; attributes?: Record<string, unknown> }

const mention = (name: string) => ({ insert: { mention: name } })

/** An editor of one line, without a screen. */
function open(pieces: readonly Piece[]) {
  const ydoc = new Y.Doc()
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const line = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  fragment.push([line])
  line.push([text])
  text.applyDelta([...pieces])
  const mapping = new LastingMapping(ydoc)
  const sync = ySyncPlugin(fragment, { mapping })
  const doc = textOf(fragment, schema, mapping)
  const view = headlessView(EditorState.create({ doc, plugins: [sync] }), sync)
  return {
    text,
    inYjs: () => text.toDelta() as Piece[], // as Yjs gives it
    shown: () => view.state.doc.textContent,
    length: () => view.state.doc.textContent.length,
    change(make: (transaction: Transaction) => Transaction) {
      view.dispatch(make(view.state.tr))
    },
    /** The letters with their marks, one by one. */
    letters() {
      const found: [string, string[]][] = []
      view.state.doc.descendants((node) => {
        for (const letter of node.text ?? '') found.push([letter, node.marks.map(({ type }) => type.name)])
      })
      return found
    },
  }
}

const lettersOf = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ insert, attributes = {} }) =>
    typeof insert === 'string' ? [...insert].map((letter) => [letter, Object.keys(attributes)]) : [],
  )

test('what is written behind an object that a program embedded stands where it was written', () => {
  const { change, inYjs } = open([{ insert: 'Ask ' }, mention('Ada'), { insert: ' about it' }])
  change((transaction) => transaction.insertText('!', 1 + 'Ask  about it'.length))
  expect(inYjs()).toEqual([{ insert: 'Ask ' }, mention('Ada'), { insert: ' about it!' }])
  change((transaction) => transaction.addMark(6, 11, schema.mark('bold')))
  expect(inYjs()).toEqual([
    { insert: 'Ask ' },
    mention('Ada'),
    { insert: ' ' },
    { insert: 'about', attributes: { bold: {} } },
    { insert: ' it!' },
  ])
})

test('an object goes with the letters on both sides of it, and stays where only those on one side go', () => {
  const { change, inYjs } = open([{ insert: 'one ' }, mention('Ada'), { insert: 'two ' }, mention('Bo')])
  change((transaction) => transaction.delete(5, 9))
  expect(inYjs()).toEqual([{ insert: 'one ' }, mention('Ada'), mention('Bo')])
  const other = open([{ insert: 'one ' }, mention('Ada'), { insert: 'two' }])
  other.change((transaction) => transaction.delete(3, 7))
  expect(other.inYjs()).toEqual([{ insert: 'ono' }])
})

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'however one writes in a line with objects, it is in Yjs as it is shown (%i)',
  (seed) => {
    const random = randomNumbers(seed)
    const pieces = Array.from({ length: 1 + random(6) }, (_, index) =>
      random(2) === 0
        ? mention(`${index}`)
        : {
            insert: 'some words'.slice(random(9)),
            ...(random(3) === 0 && { attributes: { bold: {} } }),
          },
    )
    const { change, inYjs, length, letters, shown, text } = open(pieces)
    for (let step = 0; step < 40; step++) {
      const [a, b] = [random(length() + 1), random(length() + 1)]
      const [from, to] = [1 + Math.min(a, b), 1 + Math.max(a, b)]
      const objects = inYjs().filter(({ insert }) => typeof insert === 'object')
      const kind = random(5)
      if (kind < 2) change((transaction) => transaction.insertText('xyz words'[random(9)] ?? '', from))
      else if (kind === 2) change((transaction) => transaction.delete(from, Math.min(to, from + 3)))
      else if (kind === 3) change((transaction) => transaction.addMark(from, to, schema.mark('bold')))
      else text.insert(random(text.length + 1), 'remote'.slice(random(6)))
      expect(
        inYjs()
          .map(({ insert }) => insert)
          .filter((insert) => typeof insert === 'string')
          .join(''),
      ).toBe(shown())
      expect(lettersOf(inYjs())).toEqual(letters())
      // An object stays where one only writes beside it.
      if (kind !== 2) expect(inYjs().filter(({ insert }) => typeof insert === 'object')).toEqual(objects)
    }
  },
)
