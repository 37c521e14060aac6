/** Several people begin the same empty line at once, and hear of each other late. */
import { randomNumbers } from '@quillwire/editor/testing/random-numbers'
import { splitBlock } from '@tiptap/pm/commands'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { breakInside, type Editor, exchange, pages, withNewId } from './testing/headless-editor.ts'

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 40)
const STEPS = 40
/** The first of the signs that no other text has: each is written once. */
const FIRST_SIGN = 0x4e00

type Random = (bound: number) => number

interface Writer {
  editor: Editor
  /** Their signs that are to stand in the line in the end, and those that Redo would bring back, the next one last. */
  written: string[]
  undone: string[]
}

/** The empty line is that of a new document, or a new one below a text, which one of them has made. */
const emptyLines = {
  'a new document': (ids: number[]) => pages('', ...ids) as Editor[],
  'a new line'(ids: number[]) {
    const editors = pages('Plan', ...ids) as Editor[]
    editors[0]?.caretAtEnd()
    editors[0]?.run(withNewId(splitBlock))
    editors[0]?.rest()
    exchange(...editors)
    for (const editor of editors) editor.caretAtEnd()
    return editors
  },
}
type Place = keyof typeof emptyLines

test.each<[number, Place]>([
  [2, 'a new document'],
  [3, 'a new document'],
  [2, 'a new line'],
  [3, 'a new line'],
])('what %i people begin %s with stands there once, and together', (people, place) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { line, writers } = typeAtOnce(place, people, seed, type)
    expect(line, `seed ${seed}`).toHaveLength(STEPS)
    for (const { written } of writers) expect(line, `seed ${seed}`).toContain(written.join(''))
  }
})

test.each<Place>(['a new document', 'a new line'])(
  'Undo takes back what oneself wrote in %s, and Redo brings it back',
  (place) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { line, writers } = typeAtOnce(place, 2, seed, (writer, sign, random) => {
        const { editor, written, undone } = writer
        const act = random(100)
        if (act < 20 && written.length > 0) {
          editor.undo()
          undone.push(written.pop() ?? '')
        } else if (act < 35 && undone.length > 0) {
          editor.redo()
          written.push(undone.pop() ?? '')
        } else {
          // Each is a step of its own.
          editor.rest()
          type(writer, sign)
          undone.length = 0
        }
      })
      const written = writers.flatMap((writer) => writer.written)
      expect([...line].toSorted(), `seed ${seed}`).toEqual(written.toSorted())
    }
  },
)

test.each([
  [1, 2],
  [2, 1],
])('what one writes in an empty line stays there if another begins it with a break', (...ids) => {
  const [breaks, types] = pages('', ...ids) as [Editor, Editor]
  breaks.run(breakInside)
  breaks.run(breakInside)
  types.type('Written offline.')
  exchange(breaks, types)
  for (const { text } of [breaks, types]) expect(text()).toBe('\ufffc\ufffcWritten offline.')
})

function type({ editor, written }: Writer, sign: string) {
  editor.type(sign)
  written.push(sign)
}

/**
 * Has each of them act in turn with a new sign, and hear of the others more seldom than that.
 * @returns what all of them read in the line in the end.
 */
function typeAtOnce(
  place: Place,
  people: number,
  seed: number,
  act: (writer: Writer, sign: string, random: Random) => void,
) {
  const random = randomNumbers(seed)
  const editors = emptyLines[place](Array.from({ length: people }, () => 2 + random(1e6)))
  const writers = editors.map((editor): Writer => ({ editor, written: [], undone: [] }))
  const { deliver, deliverAll } = delayed(editors)
  const percent = 5 + random(60)
  for (let step = 0; step < STEPS; step++) {
    const writer = writers[random(people)]
    if (writer) act(writer, String.fromCharCode(FIRST_SIGN + step), random)
    if (random(100) < percent) deliver(random(people), random(people))
  }
  deliverAll()
  const texts = new Set(editors.map((editor) => editor.text()))
  expect([...texts], `seed ${seed}`).toHaveLength(1)
  const line = [...texts][0]?.split('\n').at(-1) ?? ''
  return { line, writers }
}

/** Keeps what each does from the others until it is delivered, in its order. */
function delayed(editors: readonly Editor[]) {
  const ways = editors.map(() => editors.map((): Uint8Array[] => []))
  for (const [from, { ydoc }] of editors.entries())
    ydoc.on('update', (update, origin) => {
      if (origin !== 'remote') for (const way of ways[from] ?? []) way.push(update)
    })
  function deliver(from: number, to: number): boolean {
    const update = ways[from]?.[to]?.shift()
    if (update && from !== to && editors[to]) Y.applyUpdate(editors[to].ydoc, update, 'remote')
    return update !== undefined
  }
  function deliverAll() {
    let isMore = true
    while (isMore) {
      isMore = false
      for (const from of editors.keys()) for (const to of editors.keys()) isMore = deliver(from, to) || isMore
    }
  }
  return { deliver, deliverAll }
}
