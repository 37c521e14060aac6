/**
 * Slack's `mrkdwn` (https://docs.slack.dev/messaging/formatting-message-text) as blocks of a document. Its signs are not
 * Markdown's: one star is bold, a line end is a line break, links stand in angle brackets.
 */
import { isSafeLink, linkedText, type markdownToJson } from '@quillwire/editor'

/** A node of a document, as the editor has it. */
export type Node = ReturnType<typeof markdownToJson>
export type Marks = NonNullable<Node['marks']>

const FENCE = /```([\s\S]*?)```/
const QUOTE = /^(?:>|&gt;) ?/
const BULLET = /^\s*[•◦▪-]\s+/
/** Code, what stands in angle brackets, and the three marks, which begin and end at the edge of a word. */
const SIGNS =
  /`([^`\n]+)`|<((?:[a-z][a-z0-9+.-]*:|[@#!])[^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}~])/gu

export function slackBlocks(text: string): Node[] {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split(FENCE)
    .flatMap((part, index) => (index % 2 === 1 ? [codeBlock(part)] : lineBlocks(part)))
}

function codeBlock(text: string): Node {
  const inside = plain(text.replace(/^\n/, '').replace(/\n$/, ''))
  return { type: 'codeBlock', ...(inside ? { content: [{ type: 'text', text: inside }] } : {}) }
}

type LineKind = 'quote' | 'list' | 'text' | 'blank'

function kindOf(line: string): LineKind {
  if (QUOTE.test(line)) return 'quote'
  if (BULLET.test(line)) return 'list'
  return line.trim() ? 'text' : 'blank'
}

/** Lines of one kind that follow each other are one block. */
function lineBlocks(text: string): Node[] {
  const blocks: Node[] = []
  let run: string[] = []
  let kind: LineKind = 'blank'
  const flush = () => {
    if (run.some((line) => line.trim())) blocks.push(blockOf(kind, run))
    run = []
  }
  for (const line of text.split('\n')) {
    const next = kindOf(line)
    if (next !== kind) flush()
    kind = next
    run.push(line)
  }
  flush()
  return blocks
}

function blockOf(kind: LineKind, lines: readonly string[]): Node {
  const paragraph = (text: string): Node => ({ type: 'paragraph', content: slackInline(text) })
  if (kind === 'quote')
    return {
      type: 'blockquote',
      content: [paragraph(lines.map((line) => line.replace(QUOTE, '')).join('\n'))],
    }
  if (kind === 'list')
    return {
      type: 'bulletList',
      content: lines.map((line) => ({ type: 'listItem', content: [paragraph(line.replace(BULLET, ''))] })),
    }
  return paragraph(lines.map((line) => line.trim()).join('\n'))
}

/** The inside of a block. */
export function slackInline(text: string, marks: Marks = []): Node[] {
  const out: Node[] = []
  // One by one: a long text has more nodes than a call can have arguments.
  const add = (nodes: readonly Node[]) => {
    for (const node of nodes) out.push(node)
  }
  let end = 0
  for (const match of text.matchAll(SIGNS)) {
    const [whole, code, reference, bold, italic, strike] = match
    add(linkedText(plain(text.slice(end, match.index)), marks))
    end = match.index + whole.length
    if (code) out.push({ type: 'text', text: plain(code), marks: [{ type: 'code' }] })
    else if (reference) add(referred(reference, marks))
    else {
      const type = bold ? 'bold' : italic ? 'italic' : 'strike'
      const has = marks.some((mark) => mark.type === type)
      add(slackInline(bold ?? italic ?? strike ?? '', has ? marks : [...marks, { type }]))
    }
  }
  add(linkedText(plain(text.slice(end)), marks))
  return out
}

/** `https://x|label`, `@U1|name`, `#C1|name`, `!here`, `!date^…|when`. */
function referred(reference: string, marks: Marks): Node[] {
  const bar = reference.indexOf('|')
  const target = plain(bar < 0 ? reference : reference.slice(0, bar))
  const label = bar < 0 ? '' : plain(reference.slice(bar + 1)).trim()
  const sign = target[0] ?? ''
  if ('@#!'.includes(sign)) {
    const name = label || target.slice(1).replace(/\^.*/, '')
    // `!here` calls people. Where there is a label, as in a date, only that is shown.
    const called = label ? '' : '@'
    const prefix = sign === '!' ? called : sign
    return text(name.startsWith(prefix) ? name : prefix + name, marks)
  }
  const isAddress = /^[a-z][a-z0-9+.-]*:/i.test(target) && isSafeLink(target)
  return text(label || target, isAddress ? [...marks, { type: 'link', attrs: { href: target } }] : marks)
}

export function text(value: string, marks: Marks): Node[] {
  return value ? [{ type: 'text', text: value, ...(marks.length > 0 ? { marks } : {}) }] : []
}

/** Slack writes these three signs, and no others, as entities. */
function plain(value: string): string {
  return value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
