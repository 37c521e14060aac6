/**
 * Tells a line that somebody broke, or joined with the one before it, from one that was deleted while another was
 * written: its text stands elsewhere. Neither Yjs nor the editor records the difference.
 */
import { differenceOf } from '@quillwire/editor'

/** What stands for a break in the text of a line. */
export const BREAK = '\ufffc'

/** Hardly any two texts share this many letters in a row by chance. */
const ROW = 4
/** This many rows tell enough of a long text. */
const ROWS = 200

/** Whether most of the text stands in the other, whatever was written and deleted in between. */
export function isIn(text: string, other: string): boolean {
  if (text === '') return false
  const length = Math.min(ROW, text.length)
  const rows: string[] = []
  for (let at = 0; at + length <= text.length; at += Math.ceil(text.length / ROWS))
    rows.push(text.slice(at, at + length))
  const found = rows.filter((row) => other.includes(row)).length
  return found * 2 >= rows.length
}

/** How much of the beginning is the same: what was behind it is no longer in the line. */
export function endOfSame(before: string, now: string): number {
  let at = 0
  while (at < before.length && before[at] === now[at]) at++
  return at
}

/** In how many new lines the end of a broken one is looked for. */
const MAX_NEW_LINES = 10

/** The fewest of these lines, from the first on, that hold the text; none where they do not. */
export function linesWith<Line>(text: string, lines: Iterable<Line>, textOf: (line: Line) => string): Line[] {
  const found: Line[] = []
  let written = ''
  for (const line of lines) {
    if (found.length === MAX_NEW_LINES) break
    found.push(line)
    written += textOf(line)
    if (isIn(text, written)) return found
  }
  return []
}

/** Where this text begins in a line that ends with it now, or null where the line does not. */
export function joinedAt(before: string, now: string, text: string): number | null {
  const at = endOfSame(before, now)
  const end = now.slice(at)
  return isIn(text, end) || isIn(end, text) ? at : null
}

/** Where a letter of the text stands in the other, or null where it does not. */
export function letterIn(text: string, other: string, index: number): number | null {
  const { at, removed, inserted } = differenceOf(text, other)
  if (index < at) return index
  return index < at + removed ? null : index + inserted.length - removed
}
