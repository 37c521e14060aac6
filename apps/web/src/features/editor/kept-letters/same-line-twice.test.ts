import { FRAGMENT } from '@quillwire/editor'
import { setBlockType, splitBlock } from '@tiptap/pm/commands'
import { liftListItem, splitListItem } from '@tiptap/pm/schema-list'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  breakInside,
  type Editor,
  editorOf,
  exchange,
  heading,
  list,
  pages,
  schema,
  tasks,
  withNewId,
} from './testing/headless-editor.ts'

const TEXT = 'The launch is on 3 March.\n\nBring cake.'

/** Expects this text on all pages, once each has what the others did. */
function expectAll(editors: Editor[], text: string) {
  for (let round = 0; round < 2; round++) exchange(...editors)
  for (const editor of editors) expect(editor.text()).toBe(text)
}

/** Ids in Yjs. The page with the lowest takes its own line away, if lines lie equally deep. */
const eitherWay = [
  [1, 2],
  [2, 1],
] as const

test.each(eitherWay)(
  'a line that two people turn into something else at once stands once, with what each wrote',
  (a, b) => {
    const [mine, theirs] = pages(TEXT, a, b)
    mine.caretIn('launch')
    mine.type(' of spring')
    mine.run(heading(mine))
    theirs.caretIn('March')
    theirs.type(' 2027')
    theirs.run(list)
    expectAll([mine, theirs], 'The launch of spring is on 3 March 2027.\nBring cake.')
    // In a list somebody else may write another item at that moment.
    expect(mine.kinds()).toEqual(['bulletList', 'paragraph'])
  },
)

test.each(eitherWay)('signs that both wrote at one place, and breaks, are in the one line', (a, b) => {
  const [mine, theirs] = pages(TEXT, a, b)
  mine.caretIn('launch')
  mine.insert('👍')
  mine.run(breakInside)
  theirs.caretIn('launch')
  theirs.insert('👎')
  theirs.caretIn('on')
  theirs.run(breakInside)
  mine.run(heading(mine))
  theirs.run(list)
  expectAll([mine, theirs], 'The launch👎👍\ufffc is on\ufffc 3 March.\nBring cake.')
  expect(mine.breaks()).toBe(2)
})

test.each(eitherWay)(
  'what one wrote into a line that was empty stays, and the other empty one goes',
  (a, b) => {
    const [mine, theirs] = pages(TEXT, a, b)
    mine.caretIn('cake.')
    mine.run(withNewId(splitBlock))
    exchange(mine, theirs)
    mine.run(heading(mine))
    mine.type('And pie')
    theirs.caretAtEnd()
    theirs.run(list)
    expectAll([mine, theirs], 'The launch is on 3 March.\nBring cake.\nAnd pie')
  },
)

test.each(eitherWay)('a line that is too long to compare stays twice', (a, b) => {
  const [mine, theirs] = pages(`Begin ${'of what comes next '.repeat(400)}end`, a, b)
  mine.caretIn('Begin')
  mine.type('ning')
  mine.run(tasks)
  theirs.caretIn('end')
  theirs.type('ing')
  theirs.run(list)
  exchange(mine, theirs)
  for (const editor of [mine, theirs]) {
    expect(editor.text()).toContain('Beginning of')
    expect(editor.text()).toContain('next ending')
  }
})

test('a long line of which one alone changed words stands once', () => {
  const [mine, theirs] = pages(`Begin ${'of what comes next '.repeat(400)}end`, 1, 2)
  mine.caretIn('Begin')
  mine.type('ning')
  mine.run(tasks)
  const text = mine.text()
  theirs.run(list)
  expectAll([mine, theirs], text)
})

test.each([
  [1, 2, 3],
  [1, 3, 2],
  [2, 1, 3],
  [2, 3, 1],
  [3, 1, 2],
  [3, 2, 1],
])('a line that three people turn into something else stands once: %i, %i, %i', (a, b, c) => {
  const [one, two, three] = pages(TEXT, a, b, c)
  one.caretIn('launch')
  one.type(' of spring')
  one.run(heading(one))
  two.caretIn('on')
  two.type(' about')
  two.run(list)
  three.caretIn('March')
  three.type(' 2027')
  three.run(tasks)
  expectAll([one, two, three], 'The launch of spring is on about 3 March 2027.\nBring cake.')
})

test.each(eitherWay)('another item that somebody wrote into the list without a connection stays', (a, b) => {
  const [mine, theirs, offline] = pages(TEXT, a, b, 3)
  theirs.caretIn('March.')
  theirs.run(list)
  exchange(theirs, offline)
  offline.caretIn('March.')
  offline.run(withNewId(splitListItem(schema.nodes.listItem as never)))
  offline.type('At noon.')
  mine.caretIn('launch')
  mine.run(heading(mine))
  exchange(mine, theirs)
  expectAll([mine, theirs, offline], 'The launch is on 3 March.\nAt noon.\nBring cake.')
})

test('the line stays where each of two pages gives way to a line that the other is taking away', () => {
  const [first, mine, theirs] = pages(TEXT, 3, 1, 2)
  first.caretIn('launch')
  first.run(list)
  exchange(first, mine)
  mine.caretIn('launch')
  mine.run(liftListItem(schema.nodes.listItem as never))
  theirs.caretIn('launch')
  theirs.run(list)
  // They see the first list before they hear that it has gone, and I see theirs before I hear that it is going.
  expectAll([first, mine, theirs], 'The launch is on 3 March.\nBring cake.')
})

test('what one writes in a line that stands twice goes to the one that stays', () => {
  const [mine, theirs, third] = pages(TEXT, 1, 2, 3)
  mine.caretIn('launch')
  mine.run(heading(mine))
  theirs.caretIn('launch')
  theirs.run(list)
  third.caretIn('launch')
  third.type(' of spring')
  for (const { ydoc } of [mine, theirs]) Y.applyUpdate(third.ydoc, Y.encodeStateAsUpdate(ydoc), 'remote')
  expectAll([mine, theirs, third], 'The launch of spring is on 3 March.\nBring cake.')
})

test.each(eitherWay)(
  'a line stands once where one undoes a change and the other has turned the line into something else meanwhile',
  (a, b) => {
    const [mine, theirs] = pages(TEXT, a, b)
    mine.caretIn('The')
    mine.run(heading(mine))
    exchange(mine, theirs)
    theirs.caretIn('The')
    theirs.run(setBlockType(schema.nodes.paragraph as never, theirs.attributes()))
    theirs.run(list)
    exchange(mine, theirs)
    mine.undo()
    expectAll([mine, theirs], 'The launch is on 3 March.\nBring cake.')
  },
)

test.each(eitherWay)(
  'where both undo everything, the line stands once, and no word that was there before is lost',
  (a, b) => {
    const [mine, theirs] = pages(TEXT, a, b)
    mine.caretIn('launch')
    mine.run(heading(mine))
    theirs.caretIn('launch')
    theirs.run(list)
    exchange(mine, theirs)
    for (const editor of [mine, theirs, mine, theirs]) {
      editor.undo()
      expectAll([mine, theirs], 'The launch is on 3 March.\nBring cake.')
    }
    for (const editor of [theirs, mine]) {
      editor.redo()
      expectAll([mine, theirs], 'The launch is on 3 March.\nBring cake.')
    }
  },
)

test('different lines with one id, as a program may have written them, stay', () => {
  const [mine, theirs] = pages(TEXT, 1, 2)
  // As the tests wrote them.
  for (const paragraph of mine.ydoc.getXmlFragment(FRAGMENT).toArray() as Y.XmlElement[])
    paragraph.setAttribute('id', 'same')
  exchange(mine, theirs)
  theirs.caretIn('Bring')
  theirs.run(heading(theirs))
  expectAll([mine, theirs], 'The launch is on 3 March.\nBring cake.')
})

test.each([
  [1, 2],
  [3, 2],
])(
  'a copy that a program makes of my line, id and all, stays, and so does my line when I come back',
  (id, program) => {
    const [mine] = pages('To do', id)
    mine.caretAtEnd()
    mine.run(withNewId(splitBlock))
    mine.type('Water the plants')
    const other = new Y.Doc()
    other.clientID = program
    Y.applyUpdate(other, Y.encodeStateAsUpdate(mine.ydoc))
    const fragment = other.getXmlFragment(FRAGMENT)
    const [, line] = fragment.toArray() as Y.XmlElement[]
    fragment.push([(line as Y.XmlElement).clone()])
    Y.applyUpdate(mine.ydoc, Y.encodeStateAsUpdate(other), 'remote')
    expect(mine.text()).toBe('To do\nWater the plants\nWater the plants')

    const again = editorOf(new Y.Doc(), [id])
    Y.applyUpdate(again.ydoc, Y.encodeStateAsUpdate(mine.ydoc), 'remote')
    expect(again.text()).toBe('To do\nWater the plants\nWater the plants')
  },
)
