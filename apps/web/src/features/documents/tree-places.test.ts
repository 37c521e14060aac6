import { expect, test } from 'vitest'
import { documentsAbove, partsOfPath, pathOf, placesFor, trashedText } from './tree-places.ts'

const document = (id: string, parentId: string | null, canWrite = true) => ({
  id,
  title: id.toUpperCase(),
  parentId,
  canWrite,
})
const tree = [
  document('a', null),
  document('b', 'a'),
  document('c', 'b'),
  document('d', null, false),
  document('e', null),
]

test('a document can be put under one that the person may write, but not under itself or what is below it', () => {
  const ids = (of: string) => placesFor(tree, of).map(({ id }) => id)
  expect(ids('a')).toEqual(['e'])
  expect(ids('b')).toEqual(['a', 'e'])
  expect(ids('e')).toEqual(['a', 'b', 'c'])
})

test('places are in the order of the side bar: upper and lower case together, numbers by their value', () => {
  const titled = (title: string) => ({ ...document(title, null), title })
  const titles = ['Chapter 10', 'Zebra', 'apple', 'Chapter 2', ''].map(titled)
  expect(placesFor(titles, 'none').map(({ title }) => title)).toEqual([
    'apple',
    'Chapter 2',
    'Chapter 10',
    '',
    'Zebra',
  ])
})

test('the path goes from the outermost document down, and ends at an unseen parent or a ring', () => {
  expect(pathOf(tree, 'c')).toEqual(['A', 'B'])
  expect(documentsAbove([document('x', 'unseen')], 'x')).toEqual([])
  expect(documentsAbove([document('x', 'y'), document('y', 'x')], 'x').map(({ id }) => id)).toEqual([
    'x',
    'y',
  ])
  expect(placesFor([document('x', 'y'), document('y', 'x')], 'x')).toEqual([])
})

test('a long path is shown by its beginning and its end', () => {
  const deep = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, depth, ids) => document(id, ids[depth - 1] ?? null))
  expect(pathOf(deep, 'f')).toEqual(['A', '…', 'D', 'E'])
  expect(partsOfPath(['a', 'b', 'c'])).toEqual({ first: ['a', 'b', 'c'], left: [], last: [] })
  expect(partsOfPath(['a', 'b', 'c', 'd', 'e'])).toEqual({ first: ['a'], left: ['b', 'c'], last: ['d', 'e'] })
})

test('the message about a trashed document says what becomes of the documents inside it', () => {
  const inA = document('b', 'a')
  expect(trashedText({ id: 'a', title: '' }, [document('b', 'z')])).toBe('“Untitled” is in the trash.')
  expect(trashedText({ id: 'a', title: 'Handbook' }, [inA])).toBe(
    '“Handbook” is in the trash. “B” is at the top level until it is restored.',
  )
  expect(trashedText({ id: 'a', title: 'Handbook' }, [inA, document('c', 'a'), document('d', 'c')])).toBe(
    '“Handbook” is in the trash. The 2 documents inside it are at the top level until it is restored.',
  )
})
