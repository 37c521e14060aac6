/** A message as Slack's incoming webhooks take it, as blocks of a document: `text`, `blocks` and `attachments`. */
import { markdownToJson } from '@quillwire/editor'
import { isRecord } from '../is-record.ts'
import { type Fields, fieldsIn, stringOf } from './slack-fields.ts'
import { richTextBlocks } from './slack-rich-text.ts'
import { type Marks, type Node, slackBlocks, slackInline } from './slack-text.ts'

export function isSlackMessage(data: unknown): data is Fields {
  return (
    isRecord(data) &&
    (typeof data.text === 'string' || Array.isArray(data.blocks) || Array.isArray(data.attachments))
  )
}

/** What people would read of the message. With blocks, `text` is only what a notification shows, as in Slack. */
export function slackMessage(message: Fields): Node[] {
  const blocks = fieldsIn(message.blocks).flatMap(blockOf)
  return [
    ...(blocks.length > 0 ? blocks : slackBlocks(stringOf(message.text))),
    ...fieldsIn(message.attachments).flatMap(attachmentOf),
  ]
}

function blockOf(block: Fields): Node[] {
  switch (block.type) {
    case 'header':
      return heading(textOf(block.text))
    case 'section':
      return [...textBlocks(block.text), ...fieldsIn(block.fields).flatMap(textBlocks)]
    case 'context':
      return fieldsIn(block.elements).flatMap(textBlocks)
    case 'rich_text':
      return richTextBlocks(block.elements)
    case 'markdown':
      return stringOf(block.text).trim() ? (markdownToJson(stringOf(block.text)).content ?? []) : []
    case 'divider':
      return [{ type: 'horizontalRule' }]
    case 'image':
      return [imageOf(block.image_url, block.alt_text)]
    default:
      return []
  }
}

/** https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
function attachmentOf(attachment: Fields): Node[] {
  const image = stringOf(attachment.image_url)
  const found = [
    ...slackBlocks(stringOf(attachment.pretext)),
    ...named(attachment.author_name, attachment.author_link, []),
    ...named(attachment.title, attachment.title_link, [{ type: 'bold' }]),
    ...slackBlocks(stringOf(attachment.text)),
    ...fieldsIn(attachment.blocks).flatMap(blockOf),
    ...list(fieldsIn(attachment.fields)),
    ...(image ? [imageOf(image, '')] : []),
    ...named(attachment.footer, '', []),
  ]
  return found.length > 0 ? found : slackBlocks(stringOf(attachment.fallback))
}

function list(fields: readonly Fields[]): Node[] {
  const items = fields.map(({ title, value }) => [
    ...slackInline(stringOf(title), [{ type: 'bold' }]),
    { type: 'text', text: ': ' },
    ...slackInline(stringOf(value)),
  ])
  if (items.length === 0) return []
  const content = items.map((inside) => ({
    type: 'listItem',
    content: [{ type: 'paragraph', content: inside }],
  }))
  return [{ type: 'bulletList', content }]
}

function heading(text: string): Node[] {
  const content = text.trim() ? [{ type: 'text', text: text.replaceAll(/\s+/g, ' ') }] : []
  return content.length > 0 ? [{ type: 'heading', attrs: { level: 3 }, content }] : []
}

/** A line of its own, with a link where there is an address. */
function named(name: unknown, address: unknown, marks: Marks): Node[] {
  const [text, link] = [stringOf(name), stringOf(address)]
  if (!text.trim()) return []
  const written = link ? `<${link.replaceAll(/[<>|]/g, encodeURIComponent)}|${text}>` : text
  return [{ type: 'paragraph', content: slackInline(written, marks) }]
}

function imageOf(src: unknown, alt: unknown): Node {
  return { type: 'image', attrs: { src: stringOf(src), alt: stringOf(alt) } }
}

function textBlocks(text: unknown): Node[] {
  return slackBlocks(textOf(text))
}

function textOf(text: unknown): string {
  return isRecord(text) ? stringOf(text.text) : ''
}
