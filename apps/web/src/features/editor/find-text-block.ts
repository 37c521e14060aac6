import type { Node } from '@tiptap/pm/model'

/** A paragraph, a heading, a block of code. */
export interface TextBlock {
  node: Node
  /** Where its text begins. */
  start: number
}

/** The text block with this id. */
export function findTextBlock(doc: Node, id: unknown): TextBlock | null {
  return id ? firstTextBlock(doc, 0, (node) => node.attrs.id === id) : null
}

/** The text block that follows this one immediately. */
export const textBlockBelow = (doc: Node, { node, start }: TextBlock) =>
  firstTextBlock(doc, start + node.content.size)

function firstTextBlock(
  doc: Node,
  from: number,
  fits: (node: Node) => boolean = () => true,
): TextBlock | null {
  let found: TextBlock | null = null
  doc.nodesBetween(from, doc.content.size, (node, position) => {
    if (found || !node.isTextblock) return !found
    if (position >= from && fits(node)) found = { node, start: position + 1 }
    return false
  })
  return found
}
