import type { JSONContent } from '@tiptap/core'
import { isSafeImage } from '../addresses.ts'
import { destination, escapeText, fenceOf, titlePart } from './escape.ts'
import { writeInline } from './write-inline.ts'
import { writeTable } from './write-table.ts'

/** Writes a document as Markdown that `markdownToJson` reads back the same. Ends with a line break, or is empty. */
export function jsonToMarkdown(json: JSONContent): string {
  const blocks = [...(json.content ?? [])]
  // Empty paragraphs at the end are where the caret waits.
  while (isEmptyParagraph(blocks.at(-1))) blocks.pop()
  const markdown = writeBlocks(blocks)
  return markdown ? `${markdown}\n` : ''
}

function isEmptyParagraph(node: JSONContent | undefined): boolean {
  return node?.type === 'paragraph' && !node.content?.length
}

function writeBlocks(blocks: readonly JSONContent[], inItem = false): string {
  let out = ''
  let alternate = false
  blocks.forEach((block, index) => {
    const previous = blocks[index - 1]
    // Two lists of the same kind in a row would be read as one if their markers were the same.
    alternate = isList(block) && isList(previous) && marker(block) === marker(previous) ? !alternate : false
    const text = writeBlock(block, { alternate, alone: blocks.length === 1 })
    if (index > 0) out += inItem && joinsTightly(previous, block, text) ? '\n' : '\n\n'
    out += text
  })
  return out
}

function isList(node: JSONContent | undefined): node is JSONContent {
  return node?.type === 'bulletList' || node?.type === 'orderedList' || node?.type === 'taskList'
}

function marker({ type }: JSONContent): string {
  return type === 'orderedList' ? 'ordered' : 'bullet'
}

/** A list may follow its item's text without a blank line if it cannot be taken for the next line of the text. */
function joinsTightly(previous: JSONContent | undefined, block: JSONContent, text: string): boolean {
  if (previous?.type !== 'paragraph' || isEmptyParagraph(previous) || !isList(block)) return false
  const start = block.attrs?.start ?? 1
  return (block.type !== 'orderedList' || start === 1) && /^\S+ \S/.test(text)
}

function writeBlock(
  block: JSONContent,
  { alternate, alone }: { alternate: boolean; alone: boolean },
): string {
  const content = block.content ?? []
  switch (block.type) {
    case 'paragraph':
      if (content.length === 0) return alone ? '' : '<br>'
      return writeInline(content, { oneLine: false, atLineStart: true })
    case 'heading':
      return writeHeading(block)
    case 'codeBlock':
      return writeCode(block)
    case 'horizontalRule':
      return '---'
    case 'image':
      return writeImage(block)
    case 'blockquote':
      return prefixed(writeBlocks(content), '> ', '> ')
    case 'bulletList':
      return writeItems(content, () => (alternate ? '* ' : '- '))
    case 'taskList':
      return writeItems(content, (item) => `${alternate ? '*' : '-'} [${item.attrs?.checked ? 'x' : ' '}] `)
    case 'orderedList': {
      const start = Number(block.attrs?.start ?? 1)
      return writeItems(content, (_, index) => `${itemNumber(start + index)}${alternate ? ')' : '.'} `)
    }
    case 'table':
      return writeTable(block, writeImage)
    default:
      return writeBlocks(content)
  }
}

/** Only a whole number of at most nine digits begins an item. On reading, the first number of a list decides. */
function itemNumber(number: number): number {
  return Math.min(Math.max(Math.trunc(number), 0), 999_999_999)
}

function writeHeading({ attrs, content = [] }: JSONContent): string {
  // Tried only at the first hash of a run: from every hash, a long run within the text would take minutes.
  const text = writeInline(content, { oneLine: true, atLineStart: false }).replace(/(?<!#)#+$/, '\\$&')
  return `${'#'.repeat(Number(attrs?.level ?? 1))} ${text}`.trimEnd()
}

function writeCode({ attrs, content = [] }: JSONContent): string {
  const text = content.map((node) => node.text ?? '').join('')
  const fence = fenceOf(text, 3)
  const language = String(attrs?.language ?? '').replaceAll(/[\s`\\&]/g, '')
  return `${fence}${language}\n${text ? `${text}\n` : ''}${fence}`
}

function writeImage({ attrs = {} }: JSONContent): string {
  const { src, alt, title, width, height } = attrs
  const label = escapeText(String(alt ?? ''))
  if (!isSafeImage(String(src ?? ''))) return label
  const size = (name: string, value: unknown) =>
    Number(value) > 0 ? `${name}=${Math.round(Number(value))}` : ''
  const sizes =
    size('width', width) && [size('width', width), size('height', height)].filter(Boolean).join(' ')
  return `![${label}](${destination(String(src))}${titlePart(title)})${sizes ? `{${sizes}}` : ''}`
}

function writeItems(
  items: readonly JSONContent[],
  mark: (item: JSONContent, index: number) => string,
): string {
  const texts = items.map((item, index) => {
    const first = mark(item, index)
    const text = writeBlocks(item.content ?? [], true)
    // The checkbox of a task belongs to its text: later lines are indented by the width of the list marker alone.
    const indent = ' '.repeat(first.indexOf(' ') + 1)
    return prefixed(text, first, indent)
  })
  return texts.join(texts.some((text) => text.includes('\n\n')) ? '\n\n' : '\n')
}

function prefixed(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => {
      const prefix = index === 0 ? first : rest
      return line === '' ? prefix.trimEnd() : prefix + line
    })
    .join('\n')
}
