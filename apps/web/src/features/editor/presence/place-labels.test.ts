import { expect, test } from 'vitest'
import { type Caret, type MovedCaret, showNames } from './place-labels.ts'

const page = { width: 800, height: 600 }

/** Carets at these heights, and what is done to them: `r` for what forces a layout, `w` for what changes the page. */
function carets(tops: number[]) {
  let done = ''
  const attributes = tops.map(() => new Set<string>())
  const rect = (left: number, top: number, width: number) => {
    done += 'r'
    return { left, top, width, height: 20, right: left + width, bottom: top + 20 } as DOMRect
  }
  const moved = tops.map((top, index): MovedCaret => {
    const label = { getBoundingClientRect: () => rect(100, top - 20, 90) } as Element
    const caret = {
      getBoundingClientRect: () => rect(100, top, 2),
      toggleAttribute(name: string, on = false) {
        done += 'w'
        attributes[index]?.[on ? 'add' : 'delete'](name)
        return on
      },
      closest: () => null,
      querySelector: () => label,
    } as Caret
    return { clientId: index, caret }
  })
  return { moved, attributes, passes: () => done.replace(/(.)\1*/g, '$1') }
}

test('however many carets have moved, the page is laid out twice for their names', () => {
  for (const count of [1, 5, 40]) {
    const { moved, passes } = carets(Array.from({ length: count }, (_, index) => index * 10))
    showNames(moved, page)
    expect(passes()).toBe('rwrw')
  }
})

test('where many move within sight, the five that began first have their names shown', () => {
  const { moved, attributes } = carets([-50, 30, 900, 60, 90, 120, 150, 180, 210])
  expect([...showNames(moved, page)]).toEqual([1, 3, 4, 5, 6])
  expect(attributes.flatMap((names, index) => (names.has('data-moved') ? [index] : []))).toEqual([
    1, 3, 4, 5, 6,
  ])
})

test('a name at the top of the page stands below its caret', () => {
  const { moved, attributes } = carets([5, 300])
  showNames(moved, page)
  expect(attributes.map((names) => names.has('data-below'))).toEqual([true, false])
})
