/**
 * Slack's `rich_text` (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block), which its own editor writes, as
 * blocks of a document.
 */
import { isSafeLink, linkedText } from '@quillwire/editor'
import { isRecord } from '../is-record.ts'
import { type Fields, fieldsIn, stringOf } from './slack-fields.ts'
import { type Marks, type Node, text } from './slack-text.ts'

export function richTextBlocks(elements: unknown): Node[] {
  const blocks: Node[] = []
  for (const element of fieldsIn(elements)) {
    if (element.type === 'rich_text_list') addList(blocks, listOf(element), Number(element.indent) || 0)
    else blocks.push(...blockOf(element))
  }
  return blocks
}

function blockOf({ type, elements }: Fields): Node[] {
  const content = fieldsIn(elements).flatMap(inline)
  if (content.length === 0) return []
  const paragraph: Node = { type: 'paragraph', content }
  if (type === 'rich_text_section') return [paragraph]
  if (type === 'rich_text_quote') return [{ type: 'blockquote', content: [paragraph] }]
  if (type === 'rich_text_preformatted') return [codeBlock(fieldsIn(elements))]
  return []
}

function codeBlock(elements: readonly Fields[]): Node {
  const code = elements.map(({ text, url }) => stringOf(text) || stringOf(url)).join('')
  return { type: 'codeBlock', content: text(code, []) }
}

interface List {
  type: string
  content: Node[]
}

function listOf({ style, elements }: Fields): List {
  return {
    type: style === 'ordered' ? 'orderedList' : 'bulletList',
    content: fieldsIn(elements).map((item) => ({
      type: 'listItem',
      content: [{ type: 'paragraph', content: fieldsIn(item.elements).flatMap(inline) }],
    })),
  }
}

/** Each depth of a list comes as a list of its own; what is deeper belongs to the item before it. */
function addList(blocks: Node[], list: List, depth: number): void {
  const last = blocks.at(-1)
  const items = last?.type === 'bulletList' || last?.type === 'orderedList' ? last.content : undefined
  const inside = items?.at(-1)?.content
  if (list.content.length === 0) return
  if (depth > 0 && inside) addList(inside, list, depth - 1)
  else if (items && last?.type === list.type) items.push(...list.content)
  else blocks.push(list)
}

function inline(element: Fields): Node[] {
  const marks = marksOf(element.style)
  const said = stringOf(element.text)
  switch (element.type) {
    case 'text':
      return marks.some(({ type }) => type === 'code') ? text(said, marks) : linkedText(said, marks)
    case 'link': {
      const href = stringOf(element.url)
      const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(href) && isSafeLink(href)
      return text(said || href, isAddress ? [...marks, { type: 'link', attrs: { href } }] : marks)
    }
    case 'emoji':
      return text(emoji(stringOf(element.unicode)) || `:${stringOf(element.name)}:`, marks)
    case 'user':
      return text(`@${stringOf(element.user_id)}`, marks)
    case 'usergroup':
      return text(`@${stringOf(element.usergroup_id)}`, marks)
    case 'broadcast':
      return text(`@${stringOf(element.range)}`, marks)
    case 'channel':
      return text(`#${stringOf(element.channel_id)}`, marks)
    case 'date':
      return text(stringOf(element.fallback), marks)
    case 'color':
      return text(stringOf(element.value), marks)
    default:
      return []
  }
}

/** Code has no other marks. */
function marksOf(style: unknown): Marks {
  if (!isRecord(style)) return []
  if (style.code === true) return [{ type: 'code' }]
  return ['bold', 'italic', 'strike'].filter((type) => style[type] === true).map((type) => ({ type }))
}

/** From `1f468-200d-1f4bb`, the code points of the emoji. */
function emoji(unicode: string): string {
  const numbers = unicode.split('-').map((part) => Number.parseInt(part, 16))
  return numbers.every((number) => number <= 0x10ffff) ? String.fromCodePoint(...numbers) : ''
}
