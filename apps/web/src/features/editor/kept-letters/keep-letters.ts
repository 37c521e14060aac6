/**
 * Keeps what one writes in a line that somebody else changes as a whole at that moment: makes it a heading, an item of a
 * list, or what it was before, breaks it in two, joins it with the one before. In Yjs its text, or the end of it, is
 * deleted then, and what the other one saw of it is written anew somewhere else, so letters that were under way to them,
 * or written offline, would go with the old text or be left behind. Each person's own browser brings their letters to
 * where the text is now. Blocks are known by their ids, which those that are made anew keep.
 */
import { FRAGMENT } from '@quillwire/editor'
import * as Y from 'yjs'
import { bringLetters, type Line, type WayOfText } from './bring-letters.ts'
import { keptLines, type MadeAnew, rememberMadeAnew, takeAwayTwins } from './same-line-twice.ts'
import { type Letter, lettersIn, type TextBlock, textBlocks } from './text-blocks.ts'
import { endOfSame, isIn, joinedAt, linesWith } from './text-that-moved.ts'

/** Whose changes these are in Yjs. They belong to what can be undone. */
export const KEPT_LETTERS = 'kept-letters'

const TAKEN_AWAY = 'taken-away'

interface Change {
  /** The lines before and after it. */
  blocks: readonly TextBlock[]
  /** Those that somebody wrote or deleted letters in. */
  written: ReadonlySet<unknown>
  clients: ReadonlySet<number>
  lettersOf(block: TextBlock): Letter[]
}

/** @param clients by which of Yjs's client ids one's own letters are known: see `own-clients.ts`. */
export function keepLetters(ydoc: Y.Doc, clients: ReadonlySet<number>): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const anew: MadeAnew = new WeakMap()
  // Told before the editor, which comes later: the text is complete when it first sees the change, and the caret right.
  // Any sooner, Yjs would not have its own index of the texts in order.
  fragment.observeDeep((_events, transaction) => {
    if (!changesBlocks(transaction)) return
    const isUndone = transaction.origin instanceof Y.UndoManager
    if (transaction.local) rememberMadeAnew(transaction, isUndone, anew)
    if (transaction.local && !isUndone) return
    const blocks = textBlocks(fragment, transaction)
    // Nobody undoes it: one's own line would be there twice again.
    ydoc.transact(() => takeAwayTwins(blocks, anew, transaction), TAKEN_AWAY)
    if (transaction.local) return
    const written = new Set([...transaction.changed.keys()].map(({ parent }) => parent))
    // Read anew for each line: what was brought before stands there then.
    const readChange = () => ({ blocks, written, clients, lettersOf: readLetters(transaction) })
    const asFound = readChange()
    const touched = blocks.filter((block) => lostLetters(block, asFound).length > 0)
    if (touched.length === 0) return
    ydoc.transact(() => {
      for (const block of touched) {
        const change = readChange()
        const lost = new Set(lostLetters(block, change))
        const way = wayOfText(block, change, lost)
        if (way) bringLetters(lost, way)
      }
    }, KEPT_LETTERS)
  })
}

/** Reads the letters of each block once. */
function readLetters(transaction: Y.Transaction): Change['lettersOf'] {
  const known = new Map<TextBlock, Letter[]>()
  return (block) => {
    const letters = known.get(block) ?? lettersIn(block.element, transaction)
    known.set(block, letters)
    return letters
  }
}

const changesBlocks = ({ changed }: Y.Transaction) =>
  [...changed].some(([parent, keys]) => parent instanceof Y.XmlFragment && keys.has(null))

/** One's own letters that are where nobody wants them any more: in a text that is gone, or behind where a line ends now. */
function lostLetters(block: TextBlock, { written, clients, lettersOf }: Change): Letter[] {
  if (block.made || !(block.gone || written.has(block.element))) return []
  const letters = lettersOf(block)
  const first = letters.findIndex(({ gone }) => gone)
  if (first < 0) return []
  return letters
    .slice(first)
    .filter(({ id, made, gone, text }) => clients.has(id.client) && !made && (!gone || isGone(text)))
}

/** Of a letter that is deleted in a text that is not, the other one knew. */
const isGone = (text: Y.XmlText | null) => text?._item?.deleted ?? false

/** Where the text of a line went, if it is not deleted, and not simply where it was. */
function wayOfText(block: TextBlock, change: Change, lost: ReadonlySet<Letter>): WayOfText | null {
  const before = lettersBefore(block, change)
  const line = sameLine(block, change)
  if (!line) return wayToLineAbove(block, before, change)
  const letters = lettersNow(line, change).filter((letter) => !lost.has(letter))
  const end = before.slice(endOfSame(textOf(before), textOf(letters))).filter(({ gone }) => gone)
  const next = linesWith(textOf(end), newLinesAfter(line, change), (other) => textOf(other.letters))
  if (next.length === 0 && line === block && !isWrittenAnew(before, letters)) return null
  return { before, lines: [{ element: line.element, letters }, ...next] }
}

/** Whether what is deleted of a line was written again in it, before or behind a break within its block. */
function isWrittenAnew(before: readonly Letter[], now: readonly Letter[]): boolean {
  const deleted = textOf(before.filter(({ gone }) => gone))
  const written = textOf(now.filter(({ made }) => made))
  return isIn(deleted, written) || isIn(written, deleted)
}

function wayToLineAbove(block: TextBlock, before: Letter[], change: Change): WayOfText | null {
  const above = change.blocks
    .slice(0, change.blocks.indexOf(block))
    .findLast((other) => !other.made && sameLine(other, change))
  const line = above && sameLine(above, change)
  if (!line) return null
  const beforeAbove = lettersBefore(above, change)
  const letters = lettersNow(line, change)
  if (joinedAt(textOf(beforeAbove), textOf(letters), textOf(before)) === null) return null
  return { before: [...beforeAbove, ...before], lines: [{ element: line.element, letters }] }
}

/** The line as it is now, made anew perhaps: where it stands there more than once, the one that stays. */
function sameLine(block: TextBlock, { blocks }: Change): TextBlock | undefined {
  if (!block.gone) return block
  return block.id === null ? undefined : keptLines(blocks).get(block.id)
}

/** Those that follow it immediately, without old ones that were made anew. */
function* newLinesAfter(line: TextBlock, change: Change): Generator<Line> {
  const { blocks } = change
  for (const block of blocks.slice(blocks.indexOf(line) + 1)) {
    if (block.gone) continue
    if (!block.made || blocks.some(({ id, made }) => id !== null && id === block.id && !made)) return
    yield { element: block.element, letters: lettersNow(block, change) }
  }
}

const lettersBefore = (block: TextBlock, { lettersOf }: Change) =>
  lettersOf(block).filter(({ made }) => !made)

const lettersNow = (block: TextBlock, { lettersOf }: Change) => lettersOf(block).filter(({ gone }) => !gone)

const textOf = (letters: readonly Letter[]) => letters.map(({ unit }) => unit).join('')
