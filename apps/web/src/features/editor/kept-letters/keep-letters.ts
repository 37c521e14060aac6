/**
 * Keeps what one writes in a line that somebody else changes as a whole at that moment: they make it a heading, a list
 * item or what it was before, break it in two, or join it with the one before. In Yjs this deletes the line's text, or
 * the end of it, and writes what they saw of it anew somewhere else. Letters that were under way to them, or written
 * offline, would go with the old text or be left behind. So each person's own browser brings their letters to where the
 * text is now. Blocks are known by their ids, which they keep when they are made anew.
 */
import { FRAGMENT } from '@quillwire/editor'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { bringLetters, type Line, type WayOfText } from './bring-letters.ts'
import { noteMoved } from './moved-letters.ts'
import { keptLines, type MadeAnew, rememberMadeAnew, takeAwayTwins } from './same-line-twice.ts'
import { type Letter, lettersIn, type TextBlock, textBlocks } from './text-blocks.ts'
import { endOfSame, isIn, joinedAt, linesWith } from './text-that-moved.ts'

/** The origins of these changes in Yjs. Neither is a step of undo: otherwise one's own line would be there twice again. */
const KEPT_LETTERS = 'kept-letters'
const TAKEN_AWAY = 'taken-away'

/**
 * How often letters are brought since this person wrote last. What was written then has reached the others by now, and
 * they write it anew themselves. Where two people break the same line at once, each page takes what the other brought
 * for another change of the line, and they would answer each other without end.
 */
const MAX_ANSWERS = 5

interface Change {
  /** The lines before and after the change. */
  blocks: readonly TextBlock[]
  /** The elements of the lines in which letters were written or deleted. */
  written: ReadonlySet<unknown>
  clients: ReadonlySet<number>
  lettersOf(block: TextBlock): Letter[]
}

/** @param clients the Yjs client ids of one's own letters: see `own-clients.ts`. */
export function keepLetters(ydoc: Y.Doc, clients: ReadonlySet<number>): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const anew: MadeAnew = new WeakMap()
  let answers = 0
  // Called before the editor, which is bound later, so that the text is complete and the caret right when the editor
  // first sees the change. Any sooner, Yjs would not have its own index of the texts in order.
  fragment.observeDeep((_events, transaction) => {
    const isUndone = transaction.origin instanceof Y.UndoManager
    if (isUndone || transaction.origin === ySyncPluginKey) answers = 0
    if (!changesBlocks(transaction)) return
    if (transaction.local) rememberMadeAnew(transaction, isUndone, anew)
    if (transaction.local && !isUndone) return
    const blocks = textBlocks(fragment, transaction)
    ydoc.transact(() => takeAwayTwins(blocks, anew, transaction), TAKEN_AWAY)
    if (transaction.local) return
    // A text that is deleted is a change of its line, not of itself.
    const written = new Set([...transaction.changed.keys()].flatMap((type) => [type, type.parent]))
    // Read anew for each line, which may hold what was brought before.
    const readChange = () => ({ blocks, written, clients, lettersOf: readLetters(transaction) })
    const asFound = readChange()
    const touched = blocks.filter((block) => lostLetters(block, asFound).length > 0)
    if (touched.length === 0 || answers === MAX_ANSWERS) return
    answers += 1
    ydoc.transact((ours) => {
      for (const block of touched) {
        const change = readChange()
        const lost = new Set(lostLetters(block, change))
        const way = wayOfText(block, change, lost)
        if (way) bringLetters(lost, way, (from, to) => noteMoved(ours, from, to))
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

/** One's own letters that have lost their place: in a text that is gone, or behind where a line ends now. */
function lostLetters(block: TextBlock, { written, clients, lettersOf }: Change): Letter[] {
  if (block.made || !(block.gone || written.has(block.element))) return []
  const letters = lettersOf(block)
  const first = letters.findIndex(({ gone }) => gone)
  if (first < 0) return []
  return letters
    .slice(first)
    .filter(({ id, made, gone, text }) => clients.has(id.client) && !made && (!gone || isGone(text)))
}

/** A letter deleted in a text that is still there was known to whoever deleted it. */
const isGone = (text: Y.XmlText | null) => text?._item?.deleted ?? false

/** Where the text of a line went; null where it was deleted, or is simply where it was. */
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

/** Whether what was deleted from a line was written anew in it, before or behind a break within its block. */
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

/** The line as it is now, perhaps made anew. Where it stands there more than once, the one that stays. */
function sameLine(block: TextBlock, { blocks }: Change): TextBlock | undefined {
  if (!block.gone) return block
  return block.id === null ? undefined : keptLines(blocks).get(block.id)
}

/** The new lines that follow immediately, up to the first that is old, or an old one made anew. */
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
