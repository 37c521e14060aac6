/** Brings letters that are left behind, or deleted with their line, to where the text around them stands now. */
import * as Y from 'yjs'
import { alignLetters } from './align-letters.ts'
import type { Letter } from './text-blocks.ts'

/** From where to where a text went. */
export interface WayOfText {
  before: readonly Letter[]
  /** What stands there now, without the letters that are to be brought there. */
  lines: readonly [Line, ...Line[]]
}

export interface Line {
  element: Y.XmlElement
  letters: readonly Letter[]
}

/** Before a letter of a line, or behind all of them. */
interface Gap {
  line: Line
  at: number
}

interface Write extends Gap {
  units: string
}

export function bringLetters(lost: ReadonlySet<Letter>, way: WayOfText): void {
  const writes = missingLetters(lost, way)
  if (!writes) return
  for (const letter of lost) if (!letter.gone) deleteLetter(letter)
  // From the last to the first: each leaves the places before it as they are.
  for (const { line, at, units } of writes.reverse()) {
    const { text, index } = placeIn(line, at)
    text.insert(index, units)
  }
}

/** @returns null where the text is too long for anything to be known. */
function missingLetters(lost: ReadonlySet<Letter>, { before, lines }: WayOfText): Write[] | null {
  const gaps: Gap[] = lines.flatMap((line) => line.letters.map((_, at) => ({ line, at })))
  // What is left behind is surely not there. Of what was deleted with its line, the other one saw some and wrote it anew.
  const known = before.filter((letter) => letter.gone || !lost.has(letter))
  const places = alignLetters(
    known.map((letter) => ({ unit: letter.unit, own: lost.has(letter) })),
    lines.flatMap(({ letters }) => letters),
  )
  if (!places) return null
  const gapOf = new Map(known.map((letter, index) => [letter, gaps[places[index] ?? -1]]))
  const next: (Gap | undefined)[] = []
  for (const [index, letter] of [...before.entries()].reverse())
    next[index] = gapOf.get(letter) ?? next[index + 1]

  const writes: Write[] = []
  let last: Gap | undefined
  for (const [index, letter] of before.entries()) {
    const there = gapOf.get(letter)
    last = there ?? last
    if (there || !lost.has(letter)) continue
    const gap = gapBetween(last, next[index]) ?? endOf(lines[0])
    const write = writes.at(-1)
    if (write?.line === gap.line && write.at === gap.at) write.units += letter.unit
    else writes.push({ ...gap, units: letter.unit })
  }
  return writes
}

/** Between two letters of a line what others wrote there comes first, and so it does at the end of a line. */
function gapBetween(last: Gap | undefined, next: Gap | undefined): Gap | null {
  if (next && (!last || last.line === next.line)) return next
  return last ? endOf(last.line) : null
}

const endOf = (line: Line): Gap => ({ line, at: line.letters.length })

function placeIn({ element, letters }: Line, at: number): { text: Y.XmlText; index: number } {
  const text = letters[at - 1]?.text ?? letters[at]?.text
  if (text) return { text, index: letters.slice(0, at).filter((letter) => letter.text === text).length }
  const last = element.toArray().findLast((child) => child instanceof Y.XmlText)
  if (last) return { text: last, index: last.length }
  const first = new Y.XmlText()
  element.push([first])
  return { text: first, index: 0 }
}

function deleteLetter({ id, text }: Letter): void {
  const place = Y.createRelativePositionFromJSON({ item: id })
  const absolute = text?.doc && Y.createAbsolutePositionFromRelativePosition(place, text.doc)
  if (absolute) text.delete(absolute.index, 1)
}
