/**
 * Fits the children of a node to the content that its type allows. Programs write with schemas of their own, and two
 * people can turn the same place into two things that do not go together. No words are ever left out for that.
 */
import { type ContentMatch, Fragment, type Node, type NodeType } from '@tiptap/pm/model'

/**
 * The children as content of this type, wrapped where needed: text in lines, lines in items, rows in a table.
 * @returns null if that is impossible, as for lines within a line.
 */
export function fitContent(type: NodeType, children: readonly Node[]): Fragment | null {
  const content = Fragment.fromArray([...children])
  if (type.validContent(content)) return content
  if (type.isLeaf) return null
  if (!type.inlineContent) return fitBlocks(type, children)
  const line = Fragment.fromArray(
    partsOfLine(children).map((child) => child.mark(type.allowedMarks(child.marks))),
  )
  return type.validContent(line) ? line : null
}

/** A line beside words within another line was part of that line, such as somebody's name: its children replace it. */
function partsOfLine(children: readonly Node[]): readonly Node[] {
  const full = children.filter((child) => child.isInline || hasContent(child))
  if (!full.some(({ isInline }) => isInline)) return full
  return full.flatMap((child) => (child.isTextblock ? child.children : [child]))
}

/** The children as blocks: each run of inline nodes becomes one paragraph. */
export function toBlocks({ nodes }: NodeType['schema'], children: readonly Node[]): Node[] {
  const blocks: Node[] = []
  let line: Node[] = []
  const endLine = () => {
    if (line.length > 0 && nodes.paragraph) blocks.push(nodes.paragraph.create(null, line))
    line = []
  }
  for (const child of children) {
    if (child.isInline) line.push(child)
    else {
      endLine()
      blocks.push(child)
    }
  }
  endLine()
  return blocks
}

/** Whether anything would be lost with the node. */
export function hasContent(node: Node): boolean {
  return node.isText || node.children.some(hasContent) || (node.isLeaf && node.type.name !== 'hardBreak')
}

function fitBlocks(type: NodeType, children: readonly Node[]): Fragment | null {
  const fitted: Node[] = []
  let match = type.contentMatch
  const add = (child: Node): boolean => {
    const step = place(match, child)
    if (!step) return false
    fitted.push(...step.nodes)
    match = step.match
    return true
  }
  for (const child of toBlocks(type.schema, children))
    if (!add(child) && !toBlocks(type.schema, child.children).every(add)) return null
  const rest = match.fillBefore(Fragment.empty, true)
  return rest && Fragment.fromArray([...fitted, ...rest.content])
}

/** The child with the nodes that must come before it or around it at this place. */
function place(match: ContentMatch, child: Node): { nodes: Node[]; match: ContentMatch } | null {
  const next = match.matchType(child.type)
  if (next) return { nodes: [child], match: next }
  const before = match.fillBefore(Fragment.from(child))
  const behind = before && match.matchFragment(before)?.matchType(child.type)
  if (behind) return { nodes: [...before.content, child], match: behind }
  const around = match.findWrapping(child.type)
  const [outermost] = around ?? []
  const after = outermost && match.matchType(outermost)
  const wrapped = around?.reduceRight<Node | null>(
    (inner, outer) => inner && outer.createAndFill(null, inner),
    child,
  )
  return after && wrapped ? { nodes: [wrapped], match: after } : null
}
