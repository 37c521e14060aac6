/** Several people write in the same few lines and change their kind, and hear of each other late and in any order. */
import { markdownToJson, writeJson } from '@quillwire/editor'
import { randomNumbers } from '@quillwire/editor/testing/random-numbers'
import { setBlockType } from '@tiptap/pm/commands'
import { liftListItem } from '@tiptap/pm/schema-list'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Editor, editorOf, heading, list, schema, tasks } from './testing/headless-editor.ts'

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 40)
const STEPS = 14
const WORDS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta']
/** The first of the signs that no word has: each is written once. */
const FIRST_SIGN = 0x4e00

test.each([2, 3, 4])('no letter that %i people write is lost, and all read the same', (people) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = randomNumbers(seed)
    const editors = startTogether(people, random)
    let signs = ''
    for (let step = 0; step < STEPS; step++) {
      const editor = oneOf(editors, random)
      editor.caretIn(oneOf(WORDS, random))
      if (random(100) < 45) {
        const sign = String.fromCharCode(FIRST_SIGN + signs.length)
        signs += sign
        editor.type(sign)
      } else oneOf(changes, random)(editor)
      if (random(100) < 30) tell(oneOf(editors, random), oneOf(editors, random))
    }
    for (let round = 0; round < people; round++)
      for (const editor of editors) for (const other of editors) tell(editor, other)
    const texts = new Set(editors.map((editor) => editor.text()))
    expect([...texts], `seed ${seed}`).toHaveLength(1)
    const [text = ''] = texts
    expect(
      [...signs].filter((sign) => !text.includes(sign)),
      `seed ${seed}: ${text}`,
    ).toEqual([])
  }
})

const changes = [
  (editor: Editor) => editor.run(heading(editor)),
  (editor: Editor) => editor.run(setBlockType(schema.nodes.paragraph as never, editor.attributes())),
  (editor: Editor) => editor.run(list),
  (editor: Editor) => editor.run(tasks),
  (editor: Editor) => editor.run(liftListItem(schema.nodes.listItem as never)),
]

function startTogether(people: number, random: (bound: number) => number): Editor[] {
  const first = new Y.Doc()
  first.clientID = 1
  writeJson(first, markdownToJson('alpha beta\n\ngamma delta\n\nepsilon zeta'))
  return Array.from({ length: people }, (_, index) => {
    const ydoc = new Y.Doc()
    // In Yjs, the higher id goes first.
    ydoc.clientID = 2 + index + people * random(1e6)
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(first))
    return editorOf(ydoc)
  })
}

function tell(from: Editor, to: Editor) {
  if (from !== to) Y.applyUpdate(to.ydoc, Y.encodeStateAsUpdate(from.ydoc), 'remote')
}

function oneOf<Thing>(things: readonly Thing[], random: (bound: number) => number): Thing {
  return things[random(things.length)] as Thing // never beyond the end
}
