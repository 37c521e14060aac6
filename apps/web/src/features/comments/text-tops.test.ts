import { expect, test } from 'vitest'
import type { Passage } from './passages.ts'
import { textTops } from './text-tops.ts'

/** A page with marks as far down as their numbers say, and the places that the editor was asked for. */
function drawn(marks: [id: string, top: number][]) {
  const asked: number[] = []
  const elements = marks.map(([thread, top]) => ({ dataset: { thread }, getClientRects: () => [{ top }] }))
  const view = {
    // The cast: nothing else of them is used.
    dom: { querySelectorAll: () => elements } as unknown as HTMLElement,
    coordsAtPos(place: number) {
      asked.push(place)
      return { top: place * 10, bottom: 0, left: 0, right: 0 }
    },
  }
  return { view, asked }
}

const passage = (id: string, from: number, to: number): Passage => ({ id, range: { from, to } })

test('where each of many passages stands is read from the page, and the editor is asked for none', () => {
  const passages = Array.from({ length: 300 }, (_, index) =>
    passage(`t${index}`, index * 10 + 1, index * 10 + 5),
  )
  const { view, asked } = drawn(passages.map(({ id }, index) => [id, index * 30]))
  expect([...textTops(view, passages).values()]).toEqual(passages.map((_, index) => index * 30))
  expect(asked).toEqual([])
})

test('a passage over several lines begins at the first', () => {
  const { view } = drawn([
    ['a', 40],
    ['a', 70],
  ])
  expect(textTops(view, [passage('a', 1, 90)]).get('a')).toBe(40)
})

test('the editor is asked where passages lie over each other, and where one is not drawn', () => {
  const { view, asked } = drawn([
    ['a', 11],
    ['c', 12],
    ['d', 13],
  ])
  const passages = [
    passage('a', 1, 9),
    passage('b', 5, 7),
    passage('c', 20, 30),
    passage('d', 20, 25),
    passage('resolved', 40, 50),
    { id: 'gone', range: null },
  ]
  expect([...textTops(view, passages)]).toEqual([
    ['a', 11],
    ['b', 50],
    ['c', 200],
    ['d', 200],
    ['resolved', 400],
    ['gone', null],
  ])
  expect(asked).toEqual([5, 20, 20, 40])
})
