import type { JSONContent } from '@tiptap/core'
import { Mark } from '@tiptap/pm/model'
import { isSafeImage, isSafeLink } from './addresses.ts'
import { schema } from './schema.ts'

/**
 * Brings content of any origin (a parser, or a Y.Doc that other programs write) into our schema: unknown nodes give
 * way to their content, unknown marks go, unsafe addresses go, and a block that still does not fit is kept as its text.
 * What comes out is a valid document with every attribute set.
 */
export function fitToSchema(content: readonly JSONContent[]): JSONContent {
  const blocks = content.flatMap(fitNode).map(fitBlock)
  return { type: 'doc', content: blocks.length > 0 ? blocks : [fitBlock({ type: 'paragraph' })] }
}

function fitNode(node: JSONContent): JSONContent[] {
  if (node.type === 'text') {
    if (!node.text) return []
    const marks = fitTogether(node.marks?.filter(fitsMark) ?? [])
    return [{ type: 'text', text: node.text, ...(marks.length > 0 ? { marks } : {}) }]
  }
  const content = node.content?.flatMap(fitNode)
  if (!node.type || !schema.nodes[node.type] || node.type === 'doc') return content ?? []
  if (node.type === 'image' && !isSafeImage(String(node.attrs?.src ?? ''))) return []
  return [{ type: node.type, ...(node.attrs ? { attrs: node.attrs } : {}), ...(content ? { content } : {}) }]
}

type Marks = NonNullable<JSONContent['marks']>

function fitsMark({ type, attrs }: Marks[number]): boolean {
  if (!schema.marks[type]) return false
  return type !== 'link' || (typeof attrs?.href === 'string' && isSafeLink(attrs.href))
}

/** Code is nothing else, but two people can have made the same words both at once. */
function fitTogether(marks: Marks): Marks {
  if (marks.length < 2) return marks
  return marks
    .reduce((set, mark) => schema.markFromJSON(mark).addToSet(set), Mark.none)
    .map((mark) => mark.toJSON())
}

function fitBlock(block: JSONContent): JSONContent {
  try {
    const node = schema.nodeFromJSON(block)
    if (!node.isInline) {
      node.check()
      return node.toJSON()
    }
  } catch {
    // It is kept as text.
  }
  const text = plainText(block)
  return schema
    .nodeFromJSON({ type: 'paragraph', ...(text ? { content: [{ type: 'text', text }] } : {}) })
    .toJSON()
}

function plainText(node: JSONContent): string {
  return node.text ?? (node.content ?? []).map(plainText).join(' ')
}
