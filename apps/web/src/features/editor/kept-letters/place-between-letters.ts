/**
 * Finds a place in a text again, between the same letters, after somebody has broken its line, joined it with the one
 * before, or made its block anew, for example as a list item. Blocks are known by their ids.
 */
import { differenceOf } from '@quillwire/editor'
import type { Node } from '@tiptap/pm/model'
import { findTextBlock, type TextBlock, textBlockBelow } from '../find-text-block.ts'
import { BREAK, endOfSame, joinedAt, letterIn, linesWith } from './text-that-moved.ts'

/** @returns null where its block and its text are gone. */
export function placeBetweenLetters(before: Node, was: number, after: Node): number | null {
  const { parent: old, parentOffset } = before.resolve(was)
  if (!old.isTextblock || !old.attrs.id) return null
  const block = findTextBlock(after, old.attrs.id)
  if (!block) return inLineBefore(before, was, after)
  const moved = inNextLine(before, was, after, block)
  if (moved !== null) return moved
  const { at, removed, inserted } = differenceOf(textOf(old), textOf(block.node))
  const shift = parentOffset < at + removed ? 0 : inserted.length - removed
  return block.start + Math.min(parentOffset + shift, block.node.content.size)
}

/** Whether the line of a place has as many breaks within its block as it had. */
export function hasSameBreaks(before: Node, was: number, after: Node, at: number): boolean {
  const breaksIn = (doc: Node, position: number) => textOf(doc.resolve(position).parent).split(BREAK).length
  return breaksIn(before, was) === breaksIn(after, at)
}

/** The place behind the same letter in a line below, where somebody has broken the line before it. */
export function inNextLine(before: Node, was: number, after: Node, line: TextBlock): number | null {
  const { parent: old, parentOffset } = before.resolve(was)
  const at = endOfSame(textOf(old), textOf(line.node))
  if (parentOffset <= at) return null
  const end = textOf(old).slice(at)
  const lines = linesWith(end, newLinesAfter(before, after, line), ({ node }) => textOf(node))
  let letter = letterIn(end, lines.map(({ node }) => textOf(node)).join(''), parentOffset - at - 1)
  for (const { node, start } of lines) {
    if (letter === null || letter < node.content.size) return letter === null ? null : start + letter + 1
    letter -= node.content.size
  }
  return null
}

/** The place behind what Undo or Redo brought back where the caret stood, as when it was written. */
export function behindWhatCameBack(before: Node, was: number, line: TextBlock): number | null {
  const { parent, parentOffset } = before.resolve(was)
  const [old, now] = [textOf(parent), textOf(line.node)]
  const behind = old.slice(parentOffset)
  const isThere =
    now.length > old.length && now.startsWith(old.slice(0, parentOffset)) && now.endsWith(behind)
  return isThere ? line.start + now.length - behind.length : null
}

/** The place behind the same letter in the line before, where somebody has joined this line with it. */
function inLineBefore(before: Node, was: number, after: Node): number | null {
  const { parent: old, parentOffset } = before.resolve(was)
  const above = lineAbove(before, was, after)
  if (!above) return null
  const now = textOf(above.now.node)
  const at = joinedAt(textOf(above.was), now, textOf(old))
  if (at === null) return null
  const letter = parentOffset === 0 ? null : letterIn(textOf(old), now.slice(at), parentOffset - 1)
  return above.now.start + at + (letter === null ? 0 : letter + 1)
}

/** The last line before this one that is still there. */
function lineAbove(before: Node, was: number, after: Node): { was: Node; now: TextBlock } | null {
  const lines: Node[] = []
  before.nodesBetween(0, before.resolve(was).before(), (node) => {
    if (node.isTextblock) lines.unshift(node)
    return !node.isTextblock
  })
  for (const line of lines) {
    const now = findTextBlock(after, line.attrs.id)
    if (now) return { was: line, now }
  }
  return null
}

/** The new lines that follow immediately. */
function* newLinesAfter(before: Node, after: Node, line: TextBlock): Generator<TextBlock> {
  let next = textBlockBelow(after, line)
  while (next && !findTextBlock(before, next.node.attrs.id)) {
    yield next
    next = textBlockBelow(after, next)
  }
}

const textOf = (block: Node) => block.textBetween(0, block.content.size, undefined, BREAK)
