import type { JSONContent } from '@tiptap/core'
import type { Token } from 'markdown-it'
import { isSafeImage } from '../addresses.ts'
import { type Mark, OpenMarks } from './open-marks.ts'
import { tagMarks } from './parser.ts'
import { characterAt, characterBefore, isWithoutBlanks } from './unspaced.ts'

const SIZE = /^\{width=(\d{1,5})(?: height=(\d{1,5}))?\}/
const markOf: Readonly<Record<string, string>> = { strong: 'bold', em: 'italic', s: 'strike' }

/** Reads the inside of a block as a flat list of texts, line breaks and images. `splitImages` makes blocks of it. */
export function readInline(tokens: readonly Token[]): JSONContent[] {
  const pairs = pairTags(tokens)
  const marks = new OpenMarks()
  const out: JSONContent[] = []
  /** The last text written. A node's own text grows with each line, and looking at its end would copy all of it. */
  let last = ''
  const write = (text: string, only?: Mark) => {
    if (!text) return
    pushText(out, text, only ? [only] : marks.now())
    last = text
  }
  tokens.forEach((token, index) => {
    switch (token.type) {
      case 'text':
        write(afterImage(out, token.content))
        break
      case 'softbreak':
        if (!isWithinUnspaced(last, tokens, index, pairs)) write(' ')
        break
      case 'hardbreak':
        out.push({ type: 'hardBreak' })
        break
      case 'code_inline':
        // In the schema code excludes every other mark.
        write(token.content, { type: 'code' })
        break
      case 'image':
        out.push(image(token))
        break
      case 'link_open':
        marks.open({ type: 'link', attrs: linkAttributes(token) })
        break
      case 'link_close':
        marks.close('link')
        break
      case 'tag': {
        const type = tagMarks[token.tag]
        if (token.tag === 'br' && token.info === 'open') out.push({ type: 'hardBreak' })
        else if (!type || !pairs.has(index)) write(token.content)
        else if (token.info === 'open') marks.open({ type })
        else marks.close(type)
        break
      }
      default: {
        const type = markOf[token.tag]
        if (!type) write(token.content)
        else if (token.nesting > 0) marks.open({ type })
        else marks.close(type)
      }
    }
  })
  return out
}

/** Images are blocks in our schema: the text before and after one becomes paragraphs of its own. */
export function splitImages(inline: readonly JSONContent[]): JSONContent[] {
  const blocks: JSONContent[] = []
  let run: JSONContent[] = []
  const flush = () => {
    if (run.some(({ text }) => text?.trim())) blocks.push(paragraph(run))
    run = []
  }
  if (!inline.some(({ type }) => type === 'image')) return [paragraph(inline)]
  for (const node of inline) {
    if (node.type === 'image') {
      flush()
      blocks.push(node)
    } else run.push(node)
  }
  flush()
  return blocks
}

/**
 * A paragraph. Markdown has no sign for an empty one, which is therefore written as a single line break, and a
 * paragraph of n line breaks as n + 1 of them.
 */
export function paragraph(inline: readonly JSONContent[]): JSONContent {
  const content = inline.every(({ type }) => type === 'hardBreak') ? inline.slice(1) : inline
  return content.length > 0 ? { type: 'paragraph', content: [...content] } : { type: 'paragraph' }
}

/** The indexes of tags that have their counterpart. All other tags are text. */
function pairTags(tokens: readonly Token[]): Set<number> {
  const open = new Map<string, number[]>()
  const paired = new Set<number>()
  tokens.forEach(({ type, tag, info }, index) => {
    if (type !== 'tag') return
    const waiting = open.get(tag) ?? []
    open.set(tag, waiting)
    if (info === 'open') waiting.push(index)
    else {
      const start = waiting.pop()
      if (start !== undefined) paired.add(start).add(index)
    }
  })
  return paired
}

function pushText(out: JSONContent[], text: string, marks: readonly Mark[]) {
  const last = out.at(-1)
  if (last?.type === 'text' && JSON.stringify(last.marks ?? []) === JSON.stringify(marks)) last.text += text
  else out.push({ type: 'text', text, ...(marks.length > 0 ? { marks: [...marks] } : {}) })
}

function linkAttributes(token: Token): Record<string, unknown> {
  const title = token.attrGet('title')
  return { href: token.attrGet('href') ?? '', ...(title ? { title } : {}) }
}

function image(token: Token): JSONContent {
  const src = token.attrGet('src') ?? ''
  if (!isSafeImage(src)) return { type: 'text', text: token.content || src }
  return {
    type: 'image',
    attrs: { src, alt: token.content ? altText(token) : null, title: token.attrGet('title') },
  }
}

function altText(token: Token): string {
  return (token.children ?? []).map(({ content }) => content).join('')
}

/** Takes the size `{width=… height=…}` that follows an image; gives back the text after it. */
function afterImage(out: readonly JSONContent[], text: string): string {
  const last = out.at(-1)
  const match = last?.type === 'image' ? SIZE.exec(text) : null
  if (!last || !match) return text
  last.attrs = { ...last.attrs, width: Number(match[1]), ...(match[2] ? { height: Number(match[2]) } : {}) }
  return text.slice(match[0].length)
}

const END_OF_BLOCK = { type: 'end', tag: '', nesting: 0, content: '' }

/** Whether a line ends between two letters of a language that has no blanks. */
function isWithinUnspaced(
  before: string,
  tokens: readonly Token[],
  index: number,
  pairs: ReadonlySet<number>,
): boolean {
  /** Marks begin and end between the letters. The parser leaves empty texts beside some of them. */
  const isBetween = (at: number) => {
    const { type, tag, nesting, content } = tokens[at] ?? END_OF_BLOCK
    if (type === 'tag') return tag in tagMarks && pairs.has(at)
    return nesting !== 0 || (type === 'text' && content === '')
  }
  let next = index + 1
  while (isBetween(next)) next++
  const behind = tokens[next]?.type === 'text' ? (tokens[next]?.content ?? '') : ''
  return (
    isWithoutBlanks(characterBefore(before, before.length)) &&
    isWithoutBlanks(characterAt(behind, 0, behind.length))
  )
}
