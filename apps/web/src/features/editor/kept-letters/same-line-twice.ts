/**
 * A line that two people made something else at once, as a heading and an item of a list: each wrote it anew for Yjs, and
 * it stands there twice, under one id. The page that wrote one of them takes it away, with what it lay in alone, and brings
 * to the other what only it has. So it does where Undo brings back a line that somebody has made another meanwhile.
 */
import * as Y from 'yjs'
import { bringLetters } from './bring-letters.ts'
import { lettersIn, type TextBlock } from './text-blocks.ts'
import { isIn } from './text-that-moved.ts'

/** @param clients by which one's own changes are known. */
export function takeAwayTwins(
  blocks: readonly TextBlock[],
  clients: ReadonlySet<number>,
  transaction: Y.Transaction,
): void {
  const known = new Map<string, TextBlock>()
  const twins: { kept: TextBlock; other: TextBlock }[] = []
  for (const block of blocks) {
    if (block.gone || block.id === null) continue
    const first = known.get(block.id)
    if (!first) known.set(block.id, block)
    // What had one id before is not for this page to judge.
    else if (first.made || block.made) {
      const [kept, other] = isKept(first, block) ? [first, block] : [block, first]
      known.set(block.id, kept)
      twins.push({ kept, other })
    }
  }
  // The last one first: an item goes once those within it have gone.
  for (const { kept, other } of twins.reverse())
    if (clients.has(idOf(other).client)) takeAway(other, kept, transaction)
}

const idOf = ({ element }: TextBlock): Y.ID => element._item?.id ?? Y.createID(0, 0)

/** The same one for everybody. */
function isKept(block: TextBlock, other: TextBlock): boolean {
  const [a, b] = [idOf(block), idOf(other)]
  return a.client === b.client ? a.clock > b.clock : a.client > b.client
}

function takeAway({ element }: TextBlock, kept: TextBlock, transaction: Y.Transaction): void {
  const place = outermostAlone(element)
  if (!place) return
  const own = lettersIn(element, transaction).filter(({ gone }) => !gone)
  const letters = lettersIn(kept.element, transaction).filter(({ gone }) => !gone)
  const [text, there] = [own, letters].map((each) => each.map(({ unit }) => unit).join(''))
  if (text && !isIn(text, there ?? '') && !isIn(there ?? '', text)) return
  const before = own.map((letter) => ({ ...letter, gone: true }))
  bringLetters(new Set(before), { before, lines: [{ element: kept.element, letters }] })
  place.parent.delete(place.parent.toArray().indexOf(place.element))
}

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
