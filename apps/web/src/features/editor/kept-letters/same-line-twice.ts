/**
 * A line that several people made something else at once, as a heading and an item of a list: each wrote it anew for Yjs,
 * and it stands there more than once, under one id. One of them stays. The page that wrote another takes that away, with
 * what it lay in alone, once what only it has stands in the one that stays; where that cannot be told, it stays too. So it
 * does where Undo brings back a line that somebody has made another meanwhile.
 */
import * as Y from 'yjs'
import { bringLetters } from './bring-letters.ts'
import { changedLines, type Letter, lettersIn, lineId, type TextBlock } from './text-blocks.ts'
import { isIn } from './text-that-moved.ts'

/**
 * The lines that this page has made something else since it was opened, or brought back by Undo; each with the one of it and
 * those that it replaced which stays before the others would. In favour of that somebody may just take away their own: where
 * a line gave way to one that does, both would be gone.
 */
export type MadeAnew = WeakMap<Y.XmlElement, Y.XmlElement>

/** Of a change of this page. That a line has the id of another tells nothing of it: a program may have copied it. */
export function rememberMadeAnew(transaction: Y.Transaction, isUndone: boolean, anew: MadeAnew): void {
  const { made, gone } = changedLines(transaction)
  const before = new Map(gone.map((line) => [lineId(line), line]))
  for (const line of made) {
    const old = before.get(lineId(line))
    if (!old && !isUndone) continue
    const first = old && (anew.get(old) ?? old)
    anew.set(line, first && staysBefore(first, line) ? first : line)
  }
}

export function takeAwayTwins(
  blocks: readonly TextBlock[],
  anew: MadeAnew,
  transaction: Y.Transaction,
): void {
  const keptOf = keptLines(blocks)
  // The last one first: an item goes once those within it have gone.
  for (const line of blocks.toReversed()) {
    if (line.id === null || line.gone) continue
    const kept = keptOf.get(line.id)
    const own = anew.get(line.element)
    // What had one id before is not for this page to judge.
    if (kept && own && (kept.made || line.made) && staysBefore(kept.element, own))
      takeAway(line, kept, transaction)
  }
}

/** Of each id the line that stays, where it stands there more than once. */
export function keptLines(blocks: readonly TextBlock[]): ReadonlyMap<string, TextBlock> {
  const kept = new Map<string, TextBlock>()
  for (const line of blocks) {
    if (line.id === null || line.gone) continue
    const first = kept.get(line.id)
    if (!first || staysBefore(line.element, first.element)) kept.set(line.id, line)
  }
  return kept
}

/**
 * The same for everybody. Of a list that is taken away all goes that somebody writes into it at that moment: the one that
 * lies deeper stays.
 */
function staysBefore(one: Y.XmlElement, other: Y.XmlElement): boolean {
  const deeper = depthOf(one) - depthOf(other)
  if (deeper !== 0) return deeper > 0
  const [a, b] = [idOf(one), idOf(other)]
  return a.client === b.client ? a.clock > b.clock : a.client > b.client
}

function depthOf({ parent }: Y.XmlElement): number {
  return parent instanceof Y.XmlElement ? depthOf(parent) + 1 : 0
}

const idOf = ({ _item }: Y.XmlElement): Y.ID => _item?.id ?? Y.createID(0, 0)

function takeAway({ element }: TextBlock, kept: TextBlock, transaction: Y.Transaction): void {
  const place = outermostAlone(element)
  if (!place) return
  const own = lettersIn(element, transaction).filter(({ gone }) => !gone)
  const letters = lettersIn(kept.element, transaction).filter(({ gone }) => !gone)
  if (!areAlike(textOf(own), textOf(letters))) return
  const before = own.map((letter) => ({ ...letter, gone: true }))
  const isThere = bringLetters(new Set(before), { before, lines: [{ element: kept.element, letters }] })
  // Not by `toArray`, which may have others in the body's place.
  if (isThere) place.parent.delete(place.parent.slice().indexOf(place.element))
}

const textOf = (letters: readonly Letter[]) => letters.map(({ unit }) => unit).join('')

const areAlike = (one: string, other: string) =>
  one === '' || other === '' || isIn(one, other) || isIn(other, one)

/** What holds the line and nothing else; null where it cannot go, as the cell of a table. */
function outermostAlone(element: Y.XmlElement): { parent: Y.XmlFragment; element: Y.XmlElement } | null {
  const { parent } = element
  if (!(parent instanceof Y.XmlFragment)) return null
  if (!(parent instanceof Y.XmlElement)) return { parent, element }
  if (parent.length === 1) return CELLS.has(parent.nodeName) ? null : outermostAlone(parent)
  // An item begins with a line of its own.
  const isFirstOfItem = ITEMS.has(parent.nodeName) && parent.get(0) === element
  return isFirstOfItem ? null : { parent, element }
}

const CELLS = new Set(['tableCell', 'tableHeader'])
const ITEMS = new Set(['listItem', 'taskItem'])
