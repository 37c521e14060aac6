import { expect, test } from 'vitest'
import { branchesOf, shownRows } from './tree-rows.ts'

const document = (id: string, parentId: string | null) => ({ id, title: id, parentId, canWrite: true })
const tree = [
  document('Chapter 10', 'Book'),
  document('Chapter 2', 'Book'),
  document('Scene', 'Chapter 2'),
  document('Book', null),
  document('Elsewhere', 'unseen'),
]
const namesOf = (folded: string[]) =>
  shownRows(branchesOf(tree), new Set(folded)).map(
    ({ document: { title }, depth }) => ' '.repeat(depth) + title,
  )

test('the tree is listed from top to bottom, by title; documents under an unseen one are at the top level', () => {
  expect(namesOf([])).toEqual(['Book', ' Chapter 2', '  Scene', ' Chapter 10', 'Elsewhere'])
})

test('a folded document hides everything below it', () => {
  expect(namesOf(['Book'])).toEqual(['Book', 'Elsewhere'])
  expect(namesOf(['Chapter 2', 'Scene'])).toEqual(['Book', ' Chapter 2', ' Chapter 10', 'Elsewhere'])
})

test('each row knows whether it can be folded, and its place among its neighbours', () => {
  const [book, second] = shownRows(branchesOf(tree), new Set(['Chapter 2']))
  expect(book).toMatchObject({ open: true, place: 1, beside: 2 })
  expect(second).toMatchObject({ open: false, place: 1, beside: 2 })
  expect(shownRows(branchesOf(tree), new Set()).at(-1)).toMatchObject({ open: null, place: 2, beside: 2 })
})

test('a ring does not hang the page', () => {
  expect(shownRows(branchesOf([document('x', 'y'), document('y', 'x')]), new Set())).toEqual([])
})
