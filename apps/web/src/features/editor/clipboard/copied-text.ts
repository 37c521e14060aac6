import type { Fragment, Node, Slice } from '@tiptap/pm/model'

/**
 * What is copied, for a program that takes only text: an item of a list keeps its sign, and the cells of a table are
 * separated as a spreadsheet does it. Where only the inside of a block was selected, the inside is copied.
 */
export function textOfSlice({ content, openStart, openEnd }: Slice): string {
  let inside = content
  for (let depth = Math.min(openStart, openEnd); depth > 0 && inside.childCount === 1; depth--) {
    const { firstChild } = inside
    if (!firstChild) break
    if (firstChild.isTextblock) return textOf(firstChild)
    if (firstChild.childCount !== 1) break
    inside = firstChild.content
  }
  return blocksOf(inside).join('\n\n')
}

function blocksOf(content: Fragment): string[] {
  return content.content.map(textOf)
}

function textOf(node: Node): string {
  switch (node.type.name) {
    case 'bulletList':
      return node.children.map((item) => signed('- ', item)).join('\n')
    case 'orderedList': {
      const start = Number(node.attrs.start ?? 1)
      return node.children.map((item, index) => signed(`${start + index}. `, item)).join('\n')
    }
    case 'taskList':
      return node.children.map((item) => signed(item.attrs.checked ? '- [x] ' : '- [ ] ', item)).join('\n')
    case 'blockquote':
      return `> ${blocksOf(node.content).join('\n\n').replaceAll('\n', '\n> ')}`
    case 'listItem':
    case 'taskItem':
      return blocksOf(node.content).join('\n')
    case 'table':
      return blocksOf(node.content).join('\n')
    case 'tableRow':
      // A line end would begin another row.
      return node.children.map((cell) => blocksOf(cell.content).join(' ').replaceAll('\n', ' ')).join('\t')
    case 'horizontalRule':
      return '---'
    case 'image':
      return String(node.attrs.alt ?? '')
    case 'hardBreak':
      return '\n'
    default:
      return node.isText ? (node.text ?? '') : blocksOf(node.content).join(node.inlineContent ? '' : '\n\n')
  }
}

/** An item with its sign, with its further lines indented as far as its words. */
function signed(sign: string, item: Node): string {
  return sign + textOf(item).replaceAll('\n', `\n${' '.repeat(sign.length)}`)
}
