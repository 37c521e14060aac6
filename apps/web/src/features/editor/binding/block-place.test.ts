import { documentExtensions, FRAGMENT, markdownToJson, readJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type BlockPlace, blocksBefore, placeAfter } from './block-place.ts'

const schema = getSchema(documentExtensions())

let ydoc: Y.Doc
beforeEach(() => {
  ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson('One\n\nTwo\n\n- Three\n- Four\n\nFive'))
})

const body = () => schema.nodeFromJSON(readJson(ydoc))
const fragment = () => ydoc.getXmlFragment(FRAGMENT)
const before = (place: BlockPlace) =>
  body()
    .children.slice(0, blocksBefore(fragment(), place))
    .map(({ textContent }) => textContent)

/** The place after the block that holds this text. */
function after(text: string): BlockPlace {
  const doc = body()
  let found = 0
  doc.descendants((node, position) => {
    if (node.isText && node.text === text) found = position
  })
  return placeAfter(fragment(), doc.resolve(found))
}

/** Somebody else's edit, which arrives as an update. */
function others(markdown: string) {
  const theirs = new Y.Doc()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ydoc))
  writeJson(theirs, markdownToJson(markdown))
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(theirs))
}

test('a place is after the whole block, whatever is nested in it', () => {
  expect(before(after('One'))).toEqual(['One'])
  expect(before(after('Three'))).toEqual(['One', 'Two', 'ThreeFour'])
  expect(before(placeAfter(fragment(), body().resolve(0)))).toEqual([])
})

test('a place stays with its block while others write above, in and below it', () => {
  const place = after('Two')
  others('Zero\n\nOne\n\nTwo and a half\n\nNew\n\n- Three\n- Four\n\nFive')
  expect(before(place)).toEqual(['Zero', 'One', 'Two and a half'])
})

test('a place stays where its block was when somebody has deleted that', () => {
  const place = after('Two')
  others('Zero\n\nOne\n\n- Three\n- Four\n\nFive')
  expect(before(place)).toEqual(['Zero', 'One'])
})

test('a text in which nobody has written yet has one place, its beginning', () => {
  ydoc = new Y.Doc()
  const place = placeAfter(fragment(), body().resolve(1))
  writeJson(ydoc, markdownToJson('One'))
  expect(before(place)).toEqual([])
})
