import type { JSONContent } from '@tiptap/core'
import { Fragment, Mark, type Node } from '@tiptap/pm/model'
import { isSafeImage, isSafeLink } from './addresses.ts'
import { fitContent, toBlocks } from './fit-content.ts'
import { schema } from './schema.ts'

/**
 * Brings content of any origin (a parser, or a Y.Doc that other programs write) into our schema. Unknown nodes give way
 * to their content, unknown marks and unsafe addresses are removed, and a node that does not fit its place is wrapped
 * in what it lacks, or becomes lines. The result is a valid document with every attribute set.
 */
export function fitToSchema(content: readonly JSONContent[]): JSONContent {
  const type = schema.topNodeType
  return type
    .create(null, fitContent(type, content.flatMap(fitNode)) ?? type.createAndFill()?.content)
    .toJSON()
}

function fitNode(node: JSONContent): Node[] {
  if (node.type === 'text') return node.text ? [schema.text(node.text, fitMarks(node.marks ?? []))] : []
  const children = node.content?.flatMap(fitNode) ?? []
  const type = schema.nodes[node.type ?? '']
  if (!type || type === schema.topNodeType) return toBlocks(schema, children)
  if (type.name === 'image' && !isSafeImage(String(node.attrs?.src ?? ''))) return toBlocks(schema, children)
  // A list that has lost its items is not a list. The editor removes it too.
  if (children.length === 0 && type.isInGroup('block') && !type.validContent(Fragment.empty)) return []
  const content = fitContent(type, children)
  return content ? [type.create(node.attrs, content)] : toBlocks(schema, children)
}

type Marks = NonNullable<JSONContent['marks']>

function fitMarks(marks: Marks): readonly Mark[] {
  // Code excludes other marks, but two people can have made the same words code and bold at once.
  return marks
    .filter(fitsMark)
    .reduce<readonly Mark[]>((set, mark) => schema.markFromJSON(mark).addToSet(set), Mark.none)
}

function fitsMark({ type, attrs }: Marks[number]): boolean {
  if (!schema.marks[type]) return false
  return type !== 'link' || (typeof attrs?.href === 'string' && isSafeLink(attrs.href))
}
