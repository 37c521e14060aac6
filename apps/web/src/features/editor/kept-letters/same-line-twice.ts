/**
 * Handles a line that several people turn into something else at once, such as a heading and a list item. In Yjs each
 * wrote it anew, so it stands there more than once, under one id. One copy stays. The page that wrote another removes
 * it, with any block that holds nothing else, once the one that stays has all that only the other had. Where that
 * cannot be told, both stay. The same holds for a line that Undo brings back after somebody has made it another.
 */
import * as Y from 'yjs'
import { bringLetters } from './bring-letters.ts'
import { changedLines, type Letter, lettersIn, lineId, type TextBlock } from './text-blocks.ts'
import { isIn } from './text-that-moved.ts'

/**
 * The lines that this page has turned into something else, or brought back by Undo, since it was opened. Each maps to
 * the one that takes precedence among itself and those that it replaced. Somebody may just be removing their own line
 * in favour of that one: if ours gave way to theirs, both would be gone.
 */
export type MadeAnew = WeakMap<Y.XmlElement, Y.XmlElement>

/** To be called for a change of this page. An equal id is not enough to know a line: a program may have copied it. */
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
  // The last one first: an item can go once those within it have gone.
  for (const line of blocks.toReversed()) {
    if (line.id === null || line.gone) continue
    const kept = keptOf.get(line.id)
    const own = anew.get(line.element)
    // Lines that had one id before the change are not for this page to judge.
    if (kept && own && (kept.made || line.made) && staysBefore(kept.element, own))
      takeAway(line, kept, transaction)
  }
}

/** For each id the line that stays, where several have it. */
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
 * Decides the same for everybody. Removing a list also removes what somebody writes into it at that moment, so the line
 * that lies deeper stays.
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
  // Not by `toArray`, which may return stand-ins for children of the body.
  if (isThere) place.parent.delete(place.parent.slice().indexOf(place.element))
}

const textOf = (letters: readonly Letter[]) => letters.map(({ unit }) => unit).join('')

const areAlike = (one: string, other: string) =>
  one === '' || other === '' || isIn(one, other) || isIn(other, one)

/** The outermost block that holds nothing but the line; null where that cannot go, such as the cell of a table. */
function outermostAlone(element: Y.XmlElement): { parent: Y.XmlFragment; element: Y.XmlElement } | null {
  const { parent } = element
  if (!(parent instanceof Y.XmlFragment)) return null
  if (!(parent instanceof Y.XmlElement)) return { parent, element }
  if (parent.length === 1) return CELLS.has(parent.nodeName) ? null : outermostAlone(parent)
  // An item has to begin with a line.
  const isFirstOfItem = ITEMS.has(parent.nodeName) && parent.get(0) === element
  return isFirstOfItem ? null : { parent, element }
}

const CELLS = new Set(['tableCell', 'tableHeader'])
const ITEMS = new Set(['listItem', 'taskItem'])
