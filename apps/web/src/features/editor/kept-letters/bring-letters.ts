/** Brings letters that were left behind, or deleted with their line, to where the text around them stands now. */
import * as Y from 'yjs'
import { alignLetters } from './align-letters.ts'
import type { Letter } from './text-blocks.ts'
import { BREAK } from './text-that-moved.ts'

/** Where a text was, and where it is now. */
export interface WayOfText {
  before: readonly Letter[]
  /** What stands there now, without the letters that are to be brought there. */
  lines: readonly [Line, ...Line[]]
}

export interface Line {
  element: Y.XmlElement
  letters: readonly Letter[]
}

/** A place before a letter of a line, or behind all of them. */
interface Gap {
  line: Line
  at: number
}

interface Write extends Gap {
  missing: Letter[]
}

/**
 * @param onMoved called for each letter with its old id and its new one
 * @returns whether all of them stand there now. Where the text is too long to compare, nothing is brought.
 */
export function bringLetters(
  lost: ReadonlySet<Letter>,
  way: WayOfText,
  onMoved?: (from: Y.ID, to: Y.ID) => void,
): boolean {
  const writes = missingLetters(lost, way)
  if (!writes) return false
  for (const letter of lost) if (!letter.gone) deleteLetter(letter)
  // From the last to the first, since each write leaves the places before it as they are.
  for (const { line, at, missing } of writes.reverse()) {
    const { text, index } = placeIn(line, at)
    const ids = write(text, index, missing.map(({ unit }) => unit).join(''))
    for (const [nth, id] of ids.entries()) {
      const letter = missing[nth]
      if (letter) onMoved?.(letter.id, id)
    }
  }
  return true
}

/** @returns null where the text is too long to compare. */
function missingLetters(lost: ReadonlySet<Letter>, { before, lines }: WayOfText): Write[] | null {
  const gaps: Gap[] = lines.flatMap((line) => line.letters.map((_, at) => ({ line, at })))
  // Letters left behind are certainly not there. The other person may have seen those deleted with their line, and
  // written them anew.
  const known = before.filter((letter) => letter.gone || !lost.has(letter))
  const units = wholeSigns(known)
  // Where none of them are somebody else's, all weigh the same.
  const isOneOfMany = known.some((letter) => !lost.has(letter))
  const places = alignLetters(
    known.map((letter, index) => ({ unit: units[index] ?? '', own: isOneOfMany && lost.has(letter) })),
    lines.flatMap(({ letters }) => wholeSigns(letters).map((unit) => ({ unit }))),
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
    if (write?.line === gap.line && write.at === gap.at) write.missing.push(letter)
    else writes.push({ ...gap, missing: [letter] })
  }
  return writes
}

/** What others wrote between two letters of a line, or at its end, comes first. */
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

/**
 * Gives each half of a UTF-16 surrogate pair together with the whole sign: a half by itself may be that of another sign
 * as well, and what Yjs writes between two halves makes both unreadable.
 */
function wholeSigns(letters: readonly Letter[]): string[] {
  const signs = [...letters.map(({ unit }) => unit).join('')]
  return signs.flatMap((sign) => (sign.length === 1 ? [sign] : [`${sign}1`, `${sign}2`]))
}

/**
 * A break is an element of its own, and what stands behind it goes into another text.
 * @returns the ids of what was written.
 */
function write(text: Y.XmlText, index: number, units: string): Y.ID[] {
  const [before = '', ...broken] = units.split(BREAK)
  const { parent } = text
  const behindBreak: Y.ID[] = []
  if (broken.length > 0 && parent instanceof Y.XmlElement) {
    const behind = text.clone()
    const place = parent.toArray().indexOf(text) + 1
    behindBreak.push(nextId(text))
    parent.insert(place, [new Y.XmlElement('hardBreak'), behind])
    text.delete(index, text.length - index)
    behind.delete(0, index)
    behindBreak.push(...write(behind, 0, broken.join(BREAK)))
  }
  const { client, clock } = nextId(text)
  text.insert(index, before)
  return [...before.split('').map((_, nth) => Y.createID(client, clock + nth)), ...behindBreak]
}

/** The id of what is written next. */
function nextId({ doc }: Y.XmlText): Y.ID {
  if (!doc) throw new Error('the text is in no document')
  return Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
}

function deleteLetter({ id, line, text }: Letter): void {
  if (!text) {
    const at = line.toArray().findIndex((child) => child._item && Y.compareIDs(child._item.id, id))
    if (at >= 0) line.delete(at, 1)
    return
  }
  const place = Y.createRelativePositionFromJSON({ item: id })
  const absolute = text.doc && Y.createAbsolutePositionFromRelativePosition(place, text.doc)
  if (absolute) text.delete(absolute.index, 1)
}
