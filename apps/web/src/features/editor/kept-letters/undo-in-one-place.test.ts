import { splitBlock } from '@tiptap/pm/commands'
import { expect, test } from 'vitest'
import { type Editor, exchange, pages, pagesWithoutText, withNewId } from './testing/headless-editor.ts'

/** Ids in Yjs. The lower one's text comes first where both begin a line. */
const eitherWay = [
  [1, 2],
  [2, 1],
] as const

const newLine = (...ids: [number, number]) => pages('', ...ids)
const emptyLines = eitherWay.flatMap((ids) => [
  [newLine, ...ids] as const,
  [pagesWithoutText, ...ids] as const,
])

/** Expects this text on both pages, once each has what the other did. */
function expectBoth(editors: Editor[], text: string) {
  for (let round = 0; round < 2; round++) exchange(...editors)
  for (const editor of editors) expect(editor.text()).toBe(text)
}

test.each(emptyLines)(
  'what one of two begins an empty line with is taken back and brought back without that of the other',
  (open, ...ids) => {
    const [mine, theirs] = open(...ids)
    mine.insert('Pasted')
    mine.rest()
    theirs.insert('Typed')
    exchange(mine, theirs)
    expect([...mine.text()].toSorted()).toEqual([...'PastedTyped'].toSorted())
    const both = mine.text()
    theirs.rest()
    mine.undo()
    expectBoth([mine, theirs], 'Typed')
    mine.redo()
    expectBoth([mine, theirs], both)
    theirs.undo()
    expectBoth([mine, theirs], 'Pasted')
    mine.undo()
    expectBoth([mine, theirs], '')
    theirs.redo()
    expectBoth([mine, theirs], 'Typed')
  },
)

test.each(emptyLines)(
  'each step in an empty line that another began as well is taken back alone',
  (open, ...ids) => {
    const [mine, theirs] = open(...ids)
    for (const word of ['one ', 'two ', 'three ']) {
      mine.insert(word)
      mine.rest()
    }
    theirs.insert('Typed')
    exchange(mine, theirs)
    mine.type('four')
    for (const left of ['one two three ', 'one two ', 'one ', '']) {
      mine.undo()
      exchange(mine, theirs)
      expect(mine.text().replace('Typed', '')).toBe(left)
      expect(theirs.text()).toBe(mine.text())
    }
    expect(mine.text()).toBe('Typed')
  },
)

test.each(emptyLines)('what came back by Undo and was moved since is taken back again', (open, ...ids) => {
  const [mine, theirs] = open(...ids)
  mine.insert('Pasted')
  mine.rest()
  mine.deleteBack('ted'.length)
  mine.undo()
  expect(mine.text()).toBe('Pasted')
  theirs.insert('Typed')
  exchange(mine, theirs)
  mine.undo()
  expectBoth([mine, theirs], 'Typed')
})

test.each(emptyLines)(
  'one writes on behind one’s own words, where another begins the line as well',
  (open, ...ids) => {
    const [mine, theirs] = open(...ids)
    mine.insert('Pasted')
    theirs.insert('Typed')
    exchange(mine, theirs)
    mine.type('!')
    expect(mine.text()).toContain('Pasted!')
  },
)

test.each(emptyLines)(
  'bold words stay bold, and only they, where another begins the line as well',
  (open, ...ids) => {
    const [mine, theirs] = open(...ids)
    mine.insertBold('Pasted')
    mine.rest()
    theirs.insert('Typed')
    exchange(mine, theirs)
    for (const editor of [mine, theirs]) expect(editor.bold()).toBe('Pasted')
    mine.undo()
    expectBoth([mine, theirs], 'Typed')
    expect(mine.bold()).toBe('')
  },
)

test('what was on its way into a line that somebody broke is taken back in the steps that it was written in', () => {
  const [mine, theirs] = pages('The launch is on 3 March.', 1, 2)
  mine.caretIn('March')
  mine.insert(' or')
  mine.rest()
  mine.insert(' so')
  mine.rest()
  theirs.caretIn('launch')
  theirs.run(withNewId(splitBlock))
  exchange(mine, theirs)
  expectBoth([mine, theirs], 'The launch\n is on 3 March or so.')
  for (const text of ['The launch\n is on 3 March or.', 'The launch\n is on 3 March.']) {
    mine.undo()
    expectBoth([mine, theirs], text)
  }
  for (const text of ['The launch\n is on 3 March or.', 'The launch\n is on 3 March or so.']) {
    mine.redo()
    expectBoth([mine, theirs], text)
  }
})
