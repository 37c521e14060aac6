/**
 * What a node holds, brought into the order that its type asks for. Programs write with schemas of their own, and two
 * people can make of the same place two things that do not go together: words are never left out for that.
 */
import { type ContentMatch, Fragment, type Node, type NodeType } from '@tiptap/pm/model'

/**
 * The children as content of this type: texts get the lines that they lack, lines the items, rows the table.
 * @returns null where they cannot be, as lines within a line.
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

/** A line within a line, beside words, was a part of that, such as somebody's name. */
function partsOfLine(children: readonly Node[]): readonly Node[] {
  const full = children.filter((child) => child.isInline || hasContent(child))
  if (!full.some(({ isInline }) => isInline)) return full
  return full.flatMap((child) => (child.isTextblock ? child.children : [child]))
}

/** The same as blocks: what stands in a line gets one, together with what stands beside it. */
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

/** Whether there is anything to lose in it. */
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

/** The child with what is to stand before it or around it there. */
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
