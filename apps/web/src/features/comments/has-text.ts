import type { Node } from '@tiptap/pm/model'

/** Nodes do not change, and a new document shares all that were not touched. */
const known = new WeakMap<Node, number[]>()

/** Whether there are letters between two places. It does not walk over all that stands before them. */
export function hasText(node: Node, from: number, to: number): boolean {
  if (node.isTextblock)
    return node.textBetween(Math.max(0, from), Math.min(node.content.size, to)).trim() !== ''
  const offsets = offsetsOf(node)
  for (let index = childAt(offsets, from); index < node.childCount; index++) {
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

/** The last child that begins at this place or before it. */
function childAt(offsets: readonly number[], place: number): number {
  let [low, high] = [0, offsets.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((offsets[middle] ?? 0) <= place) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
