import { markdownToJson } from '@quillwire/editor'
import type { Node } from './slack-text.ts'

/** Markdown as a comment, which is plain text: marks go, lists keep their signs, links keep their addresses. */
export function commentText(markdown: string): string {
  return (markdownToJson(markdown).content ?? []).map((block) => blockText(block)).join('\n\n')
}

function blockText(block: Node): string {
  const children = block.content ?? []
  switch (block.type) {
    case 'bulletList':
      return items(children, () => '- ')
    case 'orderedList':
      return items(children, (index) => `${Number(block.attrs?.start ?? 1) + index}. `)
    case 'taskList':
      return items(children, (_, item) => (item.attrs?.checked ? '[x] ' : '[ ] '))
    case 'blockquote':
      return indented(children.map(blockText).join('\n\n'), '> ')
    case 'table':
      return children.map((row) => (row.content ?? []).map(inside).join(' | ')).join('\n')
    case 'horizontalRule':
      return '—'
    case 'image':
      return [block.attrs?.alt, block.attrs?.src].filter(Boolean).join(' ')
    default:
      return inline(children)
  }
}

function items(list: readonly Node[], sign: (index: number, item: Node) => string): string {
  return list
    .map((item, index) => {
      const first = sign(index, item)
      return first + indented(inside(item), ' '.repeat(first.length)).trimStart()
    })
    .join('\n')
}

function inside(block: Node): string {
  return (block.content ?? []).map(blockText).join('\n')
}

function indented(text: string, by: string): string {
  return text.replaceAll(/^/gm, by)
}

function inline(nodes: readonly Node[]): string {
  return nodes
    .map(({ type, text = '', marks }) => {
      if (type === 'hardBreak') return '\n'
      const href = marks?.find((mark) => mark.type === 'link')?.attrs?.href
      return href && href !== text ? `${text} (${href})` : text
    })
    .join('')
}
