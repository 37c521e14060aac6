import { FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { joinBackward, setBlockType, splitBlock } from '@tiptap/pm/commands'
import { splitListItem } from '@tiptap/pm/schema-list'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { keepLetters } from './keep-letters.ts'
import {
  breakInside,
  type Editor,
  editorOf,
  exchange,
  heading,
  list,
  pages,
  schema,
  withNewId,
} from './testing/headless-editor.ts'

let mine: Editor
let theirs: Editor

beforeEach(() => {
  const first = new Y.Doc()
  writeJson(first, markdownToJson('The launch is on 3 March.\n\nBring cake.'))
  const copy = () => {
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(first))
    return editorOf(ydoc)
  }
  mine = copy()
  theirs = copy()
})

/** Expects this text on both sides, once each has what the other one did. */
function expectBoth(text: string) {
  exchange(mine, theirs)
  for (const editor of [mine, theirs]) expect(editor.text()).toBe(text)
}

test.each([
  ['a heading', (editor: Editor) => heading(editor), 'heading'],
  ['an item of a list', () => list, 'bulletList'],
] as const)(
  'what I write in a paragraph stays when somebody makes it %s meanwhile',
  (_name, command, kind) => {
    mine.caretIn('launch')
    mine.type(' of the spring')
    theirs.caretIn('The')
    theirs.run(command(theirs))
    expectBoth('The launch of the spring is on 3 March.\nBring cake.')
    for (const editor of [mine, theirs]) expect(editor.kinds()).toEqual([kind, 'paragraph'])
    // The caret is where it was, and one can go on.
    mine.type(' term')
    expectBoth('The launch of the spring term is on 3 March.\nBring cake.')
  },
)

test('what I write in several places stays, with what the other one writes there, and what both deleted stays deleted', () => {
  mine.caretIn('The')
  mine.type(' great')
  mine.caretIn('March')
  mine.type(' 2027')
  theirs.caretIn('is')
  theirs.type(' surely')
  theirs.run(heading(theirs))
  theirs.type(' not')
  expectBoth('The great launch is surely not on 3 March 2027.\nBring cake.')
})

test.each([
  ['a space before a space', 'launch', ' '],
  ['a letter before its like', 'launc', 'h'],
  ['a word before the same one', 'launch', ' is on'],
])('%s is kept, too', (_name, place, letters) => {
  mine.caretIn(place)
  mine.type(letters)
  const whole = mine.text()
  theirs.caretIn('The')
  theirs.run(heading(theirs))
  expectBoth(whole)
})

test('what I write is kept where the other one has just written something else', () => {
  mine.caretIn('launch')
  mine.type('A')
  theirs.caretIn('launch')
  theirs.type('B')
  theirs.run(list)
  expectBoth('The launchBA is on 3 March.\nBring cake.')
})

test('letters that the other one saw are not doubled, and a block that is deleted stays deleted', () => {
  mine.caretIn('launch')
  mine.type(' party')
  exchange(mine, theirs)
  theirs.caretIn('The')
  theirs.run(heading(theirs))
  exchange(mine, theirs)
  expect(mine.text()).toBe('The launch party is on 3 March.\nBring cake.')

  mine.caretIn('Bring')
  mine.type(' much')
  theirs.ydoc.getXmlFragment(FRAGMENT).delete(1)
  expectBoth('The launch party is on 3 March.')
})

test('both write on while the line changes its kind, and both read the same in the end', () => {
  for (const [index, letter] of [...'abcdefgh'].entries()) {
    mine.caretIn('launch')
    mine.type(letter)
    theirs.caretIn('March')
    theirs.type(letter.toUpperCase())
    theirs.caretIn('The')
    theirs.run(
      index % 2 === 0 ? heading(theirs) : setBlockType(schema.nodes.paragraph as never, theirs.attributes()),
    )
    exchange(mine, theirs)
  }
  expect(mine.text()).toBe(theirs.text())
  const [line] = mine.text().split('\n')
  expect([...(line ?? '')].sort().join('').trim()).toBe(
    [...'The launch is on 3 March.abcdefghABCDEFGH'].sort().join('').trim(),
  )
})

const breakLine = withNewId(splitBlock)
const breakItem = withNewId(splitListItem(schema.nodes.listItem as never))

test('what I write stays among its letters when somebody breaks the line before it, and I go on there', () => {
  mine.caretIn('March')
  mine.type(' 2027')
  theirs.caretIn('launch')
  theirs.run(breakLine)
  expectBoth('The launch\n is on 3 March 2027.\nBring cake.')
  mine.type(', at noon')
  theirs.type('So it')
  expectBoth('The launch\nSo it is on 3 March 2027, at noon.\nBring cake.')
  // A break behind my caret does not concern me.
  theirs.caretIn('noon')
  theirs.run(breakLine)
  mine.type(' sharp')
  expectBoth('The launch\nSo it is on 3 March 2027, at noon sharp\n.\nBring cake.')
})

test('what I write stays so, with a break in it', () => {
  mine.caretIn('March.')
  mine.type(' Come')
  mine.run(breakInside)
  mine.type('at noon')
  theirs.caretIn('launch')
  theirs.run(breakLine)
  expectBoth('The launch\n is on 3 March. Come\ufffcat noon\nBring cake.')
  for (const editor of [mine, theirs]) expect(editor.breaks()).toBe(1)
})

test('a sign that shares a half with another one stays whole', () => {
  mine.caretIn('launch')
  mine.insert('👍')
  theirs.caretIn('launch')
  theirs.insert('👎')
  theirs.run(list)
  expectBoth('The launch👎👍 is on 3 March.\nBring cake.')
})

test('what I write stays among its letters when the other one writes on at once, and breaks the line again', () => {
  mine.caretIn('3 March')
  mine.type(' or 4')
  theirs.caretIn('launch')
  theirs.run(breakLine)
  theirs.type('It')
  theirs.caretIn('It is')
  theirs.run(breakLine)
  theirs.type('surely')
  expectBoth('The launch\nIt is\nsurely on 3 March or 4.\nBring cake.')
  mine.type('!')
  expectBoth('The launch\nIt is\nsurely on 3 March or 4!.\nBring cake.')
})

test('what I write stays among its letters in a list', () => {
  mine.caretIn('The')
  mine.run(list)
  exchange(mine, theirs)
  mine.caretIn('March')
  mine.type(' 2027')
  theirs.caretIn('launch')
  theirs.run(breakItem)
  expectBoth('The launch\n is on 3 March 2027.\nBring cake.')
  mine.type('!')
  expectBoth('The launch\n is on 3 March 2027!.\nBring cake.')
})

test('what I write stays when somebody joins the line with the one before', () => {
  mine.caretIn('Bring')
  mine.type(' much')
  theirs.caretBefore('Bring')
  theirs.run(joinBackward)
  expectBoth('The launch is on 3 March.Bring much cake.')
  mine.type(' more')
  theirs.type(' ')
  expectBoth('The launch is on 3 March. Bring much more cake.')
})

test('what I write stays in a line with a break inside', () => {
  mine.caretIn('launch')
  mine.run(breakInside)
  exchange(mine, theirs)
  mine.caretIn('March')
  mine.type(' 2027')
  theirs.caretIn('The')
  theirs.run(heading(theirs))
  exchange(mine, theirs)
  for (const editor of [mine, theirs]) {
    expect(editor.text()).toContain('on 3 March 2027.')
    expect(editor.kinds()).toEqual(['heading', 'paragraph'])
  }
})

test('what I write stays when somebody breaks the line within its block, and joins it again', () => {
  mine.caretIn('March')
  mine.type(' 2027')
  theirs.caretIn('launch')
  theirs.run(breakInside)
  expectBoth('The launch\ufffc is on 3 March 2027.\nBring cake.')
  mine.type(', at')
  theirs.deleteBack(1)
  expectBoth('The launch is on 3 March 2027, at.\nBring cake.')
  mine.type(' noon')
  expectBoth('The launch is on 3 March 2027, at noon.\nBring cake.')
})

test('what I write stays in a line that was empty', () => {
  mine.caretIn('cake.')
  mine.run(breakLine)
  exchange(mine, theirs)
  mine.type('Or pie')
  theirs.caretAtEnd()
  theirs.run(heading(theirs))
  expectBoth('The launch is on 3 March.\nBring cake.\nOr pie')
  expect(mine.kinds()).toEqual(['paragraph', 'paragraph', 'heading'])
  mine.type('s.')
  expectBoth('The launch is on 3 March.\nBring cake.\nOr pies.')
})

test('an end of a line that is deleted, with another line written below, takes no letter of mine there', () => {
  mine.caretIn('on 3')
  mine.type('0')
  theirs.caretIn('launch')
  theirs.deleteToEndOfLine()
  theirs.run(breakLine)
  theirs.type('Of what, by whom, and when?')
  expectBoth('The launch0\nOf what, by whom, and when?\nBring cake.')
})

test('a copy that is read anew brings back nothing that I have deleted since', () => {
  const updates: Uint8Array[] = []
  mine.ydoc.on('update', (update) => updates.push(update))
  const start = Y.encodeStateAsUpdate(mine.ydoc)
  mine.caretIn('launch')
  mine.type(' party')
  theirs.caretIn('The')
  theirs.run(heading(theirs))
  exchange(mine, theirs)
  mine.caretIn(' party')
  mine.deleteBack(' party'.length)
  expectBoth('The launch is on 3 March.\nBring cake.')

  const again = new Y.Doc()
  keepLetters(again, new Set([mine.ydoc.clientID]))
  again.transact(() => {
    for (const update of [start, ...updates]) Y.applyUpdate(again, update)
  }, 'copy')
  expect(editorOf(again).text()).toBe('The launch is on 3 March.\nBring cake.')
})

test('nothing else is touched where the other one has just written, too', () => {
  mine.caretIn('launch')
  mine.type(' is off. It')
  exchange(mine, theirs)
  mine.caretIn('It')
  mine.type('ab')
  theirs.caretIn('It')
  theirs.run(breakLine)
  theirs.caretIn('The')
  theirs.type(' great')
  exchange(mine, theirs)
  const lines = mine.text().split('\n')
  expect(lines.map((line) => line.replace('ab', ''))).toEqual([
    'The great launch is off. It',
    ' is on 3 March.',
    'Bring cake.',
  ])
  expect(theirs.text()).toBe(mine.text())
})

test('both write on while the line is broken and joined, and nothing is lost or stands twice', () => {
  for (const letter of 'abcdefgh') {
    mine.caretIn('March')
    mine.type(letter)
    theirs.caretIn('launch')
    theirs.type(letter.toUpperCase())
    theirs.run(breakLine)
    mine.type(letter)
    exchange(mine, theirs)
    mine.type(letter)
    theirs.run(joinBackward)
    theirs.type('.')
    exchange(mine, theirs)
  }
  expect(mine.text()).toBe('The launchH.G.F.E.D.C.B.A. is on 3 Marchhhhgggfffeeedddcccbbbaaa.\nBring cake.')
  expect(theirs.text()).toBe(mine.text())
})

test.each([
  ['made another', 'launch', 'The', (editor: Editor) => heading(editor)],
  ['broken', 'March', 'launch', () => breakLine],
  ['broken within its block', 'March', 'launch', () => breakInside],
] as const)('what I wrote can be undone when the line was %s', (_how, place, theirPlace, command) => {
  mine.caretIn(place)
  mine.type(' or so')
  theirs.caretIn(theirPlace)
  theirs.run(command(theirs))
  const without = theirs.text()
  exchange(mine, theirs)
  expect(mine.text()).toContain(`${place} or so`)
  mine.undo()
  expectBoth(without)
})

test('what I write in one go is undone in one step, though others write before it', () => {
  mine.caretIn('cake')
  for (const letter of ' or pie') {
    mine.type(letter)
    theirs.caretIn('Bring')
    theirs.type('!')
    exchange(mine, theirs)
  }
  expect(mine.text()).toContain('Bring!!!!!!! cake or pie.')
  mine.undo()
  expectBoth('The launch is on 3 March.\nBring!!!!!!! cake.')
})

test('what I write in the only line is drawn, and I can go on, when all is replaced meanwhile', () => {
  writeJson(theirs.ydoc, markdownToJson('- [ ] **Bring** cake.'))
  exchange(mine, theirs)
  mine.caretBefore('Bring')
  mine.type('Please')
  writeJson(theirs.ydoc, markdownToJson(''))
  expectBoth('Please')
  mine.type(' do')
  expectBoth('Please do')
})

test('what one writes behind two breaks stays if somebody else deletes one of them', () => {
  const [deletes, writes] = pages('Plan', 1, 2)
  deletes.caretAtEnd()
  deletes.run(breakInside)
  deletes.run(breakInside)
  exchange(deletes, writes)
  writes.caretAtEnd()
  writes.type('Bring cake')
  exchange(deletes, writes)
  deletes.caretBefore('Bring')
  deletes.deleteBack(1)
  writes.type(' and pie')
  exchange(deletes, writes)
  for (const { text } of [deletes, writes]) expect(text()).toBe('Plan\ufffcBring cake and pie')
})
