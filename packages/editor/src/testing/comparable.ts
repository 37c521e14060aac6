import type { JSONContent } from '@tiptap/core'

/** A document without what does not belong to its content: ids, unset attributes, how its texts are cut in pieces. */
export function comparable(node: JSONContent): JSONContent {
  const content: JSONContent[] = []
  for (const child of (node.content ?? []).map(comparable)) {
    const last = content.at(-1)
    if (child.type === 'text' && last?.type === 'text' && same(last.marks, child.marks))
      last.text += child.text ?? ''
    else content.push(child)
  }
  while (node.type === 'doc' && content.length > 1 && isEmpty(content.at(-1))) content.pop()
  const marks = node.type === 'hardBreak' ? [] : (node.marks ?? [])
  return {
    ...(node.type ? { type: node.type } : {}),
    ...(node.text ? { text: node.text } : {}),
    ...setAttributes(node.attrs),
    ...(marks.length > 0
      ? { marks: marks.map(({ type, attrs }) => ({ type, ...setAttributes(attrs) })).sort(byType) }
      : {}),
    ...(content.length > 0 ? { content } : {}),
  }
}

function setAttributes(attrs: Record<string, unknown> | undefined) {
  const set = Object.entries(attrs ?? {}).filter(([name, value]) => name !== 'id' && value !== null)
  return set.length > 0 ? { attrs: Object.fromEntries(set.sort()) } : {}
}

function byType(a: { type: string }, b: { type: string }): number {
  return a.type < b.type ? -1 : 1
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? []) === JSON.stringify(b ?? [])
}

function isEmpty(node: JSONContent | undefined): boolean {
  return node?.type === 'paragraph' && !node.content?.length
}
