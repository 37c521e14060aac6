import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { drawable } from './drawable-awareness.ts'

const user = { id: 'anna', name: 'Anna', color: '#a83a5b', clientId: 7 }
const ydoc = new Y.Doc()
const text = ydoc.getXmlFragment('default')
text.push([new Y.XmlElement('paragraph')])
const place = (index: number, side: 0 | -1) =>
  JSON.parse(JSON.stringify(Y.createRelativePositionFromTypeIndex(text, index, side)))

test('what our own editors send stays as it is', () => {
  const state = { user, cursor: { anchor: place(0, 0), head: place(1, -1) }, schema: 1 }
  expect(drawable(state)).toEqual(state)
  const end = { tname: 'default', item: null, type: null, assoc: 0 }
  expect(drawable({ user, cursor: { anchor: end, head: end } })).toHaveProperty('cursor.head', end)
})

test.each([
  ['no name', {}],
  ['a name that is an object', { name: { a: 1 }, id: { b: 2 } }],
  ['a blank name', { name: ' ', id: '' }],
])('%s becomes a name that can be drawn', (_, said) => {
  expect(drawable({ user: said })).toEqual({
    user: { name: 'Someone', id: null, color: expect.stringMatching(/^#[0-9a-f]{6}$/) },
  })
})

test('a colour is a colour, and nothing else that a style can hold', () => {
  const color = 'red; position: fixed; inset: 0'
  expect(drawable({ user: { ...user, color } })).toHaveProperty('user.color', expect.stringMatching(/^#/))
})

test.each([
  'x',
  {},
  { anchor: null, head: null },
  { anchor: {}, head: {} },
  { anchor: place(0, 0), head: { item: { client: 'x', clock: 0 } } },
  { anchor: place(0, 0), head: { type: { client: 1, clock: -1 } } },
  { anchor: { tname: {} }, head: place(0, 0) },
  { anchor: { tname: 'default', item: [] }, head: place(0, 0) },
])('what is not a cursor is left out: %j', (cursor) => {
  expect(drawable({ user, cursor })).toEqual({ user })
})

test.each([null, 5, 'x', []])('%j becomes an empty state', (state) => {
  expect(drawable(state)).toEqual({})
})
