import type { JSONContent } from '@tiptap/core'
import type { Token } from 'markdown-it'
import { fitToSchema } from '../fit-to-schema.ts'
import { Allowance, MarkdownError, refuseManyBrackets, refuseManyPieces } from './bounds.ts'
import { MAX_DEPTH, parser } from './parser.ts'
import { paragraph, readInline, splitImages } from './read-inline.ts'
import { readTable } from './read-table.ts'
import { TokenReader } from './token-reader.ts'

/**
 * Reads Markdown (CommonMark, GitHub's tables, task lists and strikethrough, `<u>underline</u>`) as a document of our
 * schema, without block ids. Other HTML is kept as text, and so are links with unsafe addresses. A line end within a
 * paragraph becomes a space, or stays a line break with `keepsLineBreaks`, as for what people wrote by hand.
 *
 * @throws MarkdownError if it is nested too deeply, has more pieces than a document may have, or takes too long to
 * read.
 */
export function markdownToJson(markdown: string, { keepsLineBreaks = false } = {}): JSONContent {
  refuseManyBrackets(markdown)
  // Where a text is cut behind half an emoji, as where a link begins, Yjs takes the next letter for the other half.
  const tokens = parser.parse(markdown.toWellFormed(), new Allowance())
  refuseExcess(tokens)
  if (keepsLineBreaks) keepLineBreaks(tokens)
  return fitToSchema(readBlocks(new TokenReader(tokens)))
}

function refuseExcess(tokens: readonly Token[]) {
  let pieces = 0
  for (const { level, children } of tokens) {
    pieces += 1 + (children?.length ?? 0)
    const deepest = children?.reduce((depth, child) => Math.max(depth, child.level), level) ?? level
    // A block is one or two levels (list and item).
    if (deepest > MAX_DEPTH * 2 - 4) throw new MarkdownError('The Markdown is nested too deeply.')
  }
  refuseManyPieces(pieces)
}

function keepLineBreaks(tokens: readonly Token[]) {
  for (const { children } of tokens)
    for (const token of children ?? []) if (token.type === 'softbreak') token.type = 'hardbreak'
}

/** Reads blocks up to the end of the enclosing block. */
function readBlocks(reader: TokenReader): JSONContent[] {
  const blocks: JSONContent[] = []
  for (let token = reader.next(); token && token.nesting >= 0; token = reader.next())
    blocks.push(...readBlock(token, reader))
  return blocks
}

function readBlock(token: Token, reader: TokenReader): JSONContent[] {
  switch (token.type) {
    case 'paragraph_open':
      return splitImages(readInline(reader.inside()))
    case 'heading_open': {
      const blocks = splitImages(readInline(reader.inside()))
      const level = Math.min(Number(token.tag.slice(1)), 3)
      return blocks.map((block) =>
        block.type === 'paragraph' ? { ...block, type: 'heading', attrs: { level } } : block,
      )
    }
    case 'fence':
    case 'code_block':
      return [codeBlock(token)]
    case 'hr':
      return [{ type: 'horizontalRule' }]
    case 'blockquote_open':
      return [{ type: 'blockquote', content: orEmpty(readBlocks(reader)) }]
    case 'bullet_list_open':
      return readList(reader, 'bulletList')
    case 'ordered_list_open':
      return readList(reader, 'orderedList', Number(token.attrGet('start') ?? 1))
    case 'table_open':
      return [readTable(reader)]
    default:
      return []
  }
}

function codeBlock(token: Token): JSONContent {
  const text = token.content.replace(/\n$/, '')
  const language = token.info.trim().split(/\s/, 1)[0] || null
  return { type: 'codeBlock', attrs: { language }, ...(text ? { content: [{ type: 'text', text }] } : {}) }
}

/** A list whose items begin with checkboxes is a task list. A mixed list is read as several lists. */
function readList(reader: TokenReader, type: 'bulletList' | 'orderedList', start = 1): JSONContent[] {
  const lists: JSONContent[] = []
  for (let token = reader.next(); token && token.nesting >= 0; token = reader.next()) {
    const checked = type === 'bulletList' ? takeBox(reader) : null
    const content = readBlocks(reader)
    const item =
      checked === null ? { type: 'listItem', content } : { type: 'taskItem', attrs: { checked }, content }
    const listType = checked === null ? type : 'taskList'
    const last = lists.at(-1)
    if (last?.type === listType) last.content?.push(item)
    else
      lists.push({
        type: listType,
        ...(type === 'orderedList' ? { attrs: { start } } : {}),
        content: [item],
      })
  }
  return lists
}

/** Takes the `[ ]` or `[x]` off the beginning of an item; null where there is none. */
function takeBox(reader: TokenReader): boolean | null {
  const inline = reader.peek(1)
  const text = inline?.children?.[0]
  if (reader.peek(0)?.type !== 'paragraph_open' || !inline || text?.type !== 'text') return null
  const match = /^\[([ xX])\](?:[ \t]+|$)/.exec(inline.content.split('\n', 1)[0] ?? '')
  if (!match) return null
  text.content = text.content.slice(match[0].length)
  return match[1] !== ' '
}

function orEmpty(blocks: JSONContent[]): JSONContent[] {
  return blocks.length > 0 ? blocks : [paragraph([])]
}
