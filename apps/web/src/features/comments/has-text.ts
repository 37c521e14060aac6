import type { Node } from '@tiptap/pm/model'
import { lastAtMost } from './last-at-most.ts'

/** Nodes are immutable, and a new document shares all that were not touched. */
const known = new WeakMap<Node, number[]>()

/** Whether there are letters between two places. This does not walk over all that stands before them. */
export function hasText(node: Node, from: number, to: number): boolean {
  if (node.isTextblock)
    return node.textBetween(Math.max(0, from), Math.min(node.content.size, to)).trim() !== ''
  const offsets = offsetsOf(node)
  const first = Math.max(
    0,
    lastAtMost(offsets, from, (offset) => offset),
  )
  for (let index = first; index < node.childCount; index++) {
    const inside = (offsets[index] ?? 0) + 1
    if (inside > to) return false
    if (hasText(node.child(index), from - inside, to - inside)) return true
  }
  return false
}

function offsetsOf(node: Node): number[] {
  const found = known.get(node)
  if (found) return found
  const offsets: number[] = []
  node.forEach((_child, offset) => {
    offsets.push(offset)
  })
  known.set(node, offsets)
  return offsets
}
