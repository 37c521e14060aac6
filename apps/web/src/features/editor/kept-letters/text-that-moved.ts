/**
 * What tells a line that somebody broke, or joined with the one before it, from one that was deleted and another that was
 * written: its text stands elsewhere. Yjs and the editor know of neither.
 */
import { differenceOf } from '@quillwire/editor'

/** What stands for a break in the text of a line. */
export const BREAK = '\ufffc'

/** So many letters in a row are the same by chance in hardly any two texts. */
const ROW = 4
/** So many of them tell enough of a long text. */
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

/** Where the end of a line began that is not in it any more. */
export function endOfSame(before: string, now: string): number {
  let at = 0
  while (at < before.length && before[at] === now[at]) at++
  return at
}

/** In so many new lines the end of one is looked for. */
const MAX_NEW_LINES = 10

/** The first of these lines, until the text stands in them; none where it does not. */
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

/** Where, in a line that ends with this text now, the text begins; or null where it does not. */
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
