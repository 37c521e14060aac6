import type { JSONContent } from '@tiptap/core'
import { isSafeLink } from '../addresses.ts'
import { destination, escapeEdges, escapeLineStart, escapeText, fenceOf, titlePart } from './escape.ts'
import { parser, strictParser } from './parser.ts'
import { readInline } from './read-inline.ts'
import { isUnspaced } from './unspaced.ts'

type Mark = NonNullable<JSONContent['marks']>[number]
type Style = 'signs' | 'tags'

export interface InlinePlace {
  /** A heading and a cell are one line: there a line break is `<br>`. */
  oneLine: boolean
  /** Whether its lines begin lines of the Markdown, where numbers and dashes mean lists. */
  atLineStart: boolean
}

const signs: Readonly<Record<string, string>> = { bold: '**', italic: '*', strike: '~~' }
const tags: Readonly<Record<string, string>> = { bold: 'strong', italic: 'em', strike: 's', underline: 'u' }

/**
 * Writes the text of a block. Markdown's signs do not work everywhere (`a**"b"**c` is not bold), and it is hard to say
 * where. So the result is read back, and if it differs, it is written with tags in place of the signs.
 */
export function writeInline(content: readonly JSONContent[], place: InlinePlace): string {
  const nodes = joined(content)
  const plain = write(nodes, place, 'signs')
  if (!nodes.some(({ marks }) => marks?.some(({ type }) => type in signs))) return plain
  return isReadAs(plain, nodes) ? plain : write(nodes, place, 'tags')
}

function isReadAs(markdown: string, nodes: readonly JSONContent[]): boolean {
  const readers = isUnspaced(markdown) ? [parser, strictParser] : [parser]
  return readers.every((reader) => {
    const read = readInline(reader.parseInline(markdown, {})[0]?.children ?? [])
    return fingerprint(read) === fingerprint(nodes)
  })
}

function fingerprint(nodes: readonly JSONContent[]): string {
  return JSON.stringify(
    nodes.map(({ type, text, marks }) => [
      type,
      text,
      type === 'text' ? (marks ?? []).map((mark) => `${mark.type} ${mark.attrs?.href ?? ''}`).sort() : [],
    ]),
  )
}

/**
 * The nodes as they will be read: neighbours with equal marks are one, a line break has the marks that go on after it.
 */
function joined(content: readonly JSONContent[]): JSONContent[] {
  const nodes: JSONContent[] = []
  for (const node of content) {
    const last = nodes.at(-1)
    const key = JSON.stringify(node.marks ?? [])
    if (node.type === 'text' && last?.type === 'text' && JSON.stringify(last.marks ?? []) === key)
      nodes[nodes.length - 1] = { ...last, text: `${last.text}${node.text}` }
    else nodes.push(node)
  }
  return nodes.map((node, index) => {
    if (node.type === 'text') return node
    const after = (nodes[index + 1]?.marks ?? []).map(markKey)
    return {
      type: node.type,
      marks: nodes[index - 1]?.marks?.filter((mark) => after.includes(markKey(mark))) ?? [],
    }
  })
}

function markKey({ type, attrs }: Mark): string {
  return type === 'link' ? `link ${attrs?.href} ${attrs?.title ?? ''}` : type
}

function write(nodes: readonly JSONContent[], place: InlinePlace, style: Style): string {
  const isBreak = (index: number) => nodes[index] === undefined || nodes[index]?.type === 'hardBreak'
  const onlyBreaks = nodes.every(({ type }) => type === 'hardBreak')
  const pieces = nodes.map((node, index) => {
    if (node.type === 'hardBreak') {
      if (onlyBreaks) return index === 0 ? '<br><br>' : '<br>'
      return place.oneLine || index === nodes.length - 1 || index === 0 ? '<br>' : '\\\n'
    }
    const text = node.text ?? ''
    if (node.marks?.some(({ type }) => type === 'code')) return codeSpan(text)
    const escaped = escapeEdges(escapeText(text), { start: isBreak(index - 1), end: isBreak(index + 1) })
    // `!` before a link would make it an image.
    return escaped.endsWith('!') && !isBreak(index + 1) ? `${escaped.slice(0, -1)}\\!` : escaped
  })
  const text = nest(nodes, pieces, new Set(), style)
  if (!place.atLineStart) return text
  return text.split('\n').map(escapeLineStart).join('\n')
}

/** Opens the mark that lasts longest first, so that marks are always nested. */
function nest(
  nodes: readonly JSONContent[],
  pieces: readonly string[],
  open: ReadonlySet<string>,
  style: Style,
): string {
  let out = ''
  for (let index = 0; index < nodes.length; ) {
    const node = nodes[index]
    const marks = (node?.marks ?? []).filter((mark) => mark.type !== 'code' && !open.has(markKey(mark)))
    const [longest, length] = longestRun(nodes, index, marks)
    if (longest) {
      const run = nodes.slice(index, index + length)
      const inner = nest(run, pieces.slice(index, index + length), new Set(open).add(markKey(longest)), style)
      out += wrap(longest, inner, run, style)
      index += length
    } else {
      out += pieces[index] ?? ''
      index += 1
    }
  }
  return out
}

function longestRun(
  nodes: readonly JSONContent[],
  start: number,
  marks: readonly Mark[],
): [Mark | null, number] {
  let best: [Mark | null, number] = [null, 0]
  for (const mark of marks) {
    const key = markKey(mark)
    let end = start
    while (end < nodes.length && nodes[end]?.marks?.some((other) => markKey(other) === key)) end++
    if (end - start > best[1]) best = [mark, end - start]
  }
  return best
}

function wrap(mark: Mark, inner: string, run: readonly JSONContent[], style: Style): string {
  if (mark.type === 'link') return link(mark, inner, run)
  const sign = signs[mark.type]
  if (style === 'signs' && sign) return `${sign}${inner}${sign}`
  const tag = tags[mark.type]
  return tag ? `<${tag}>${inner}</${tag}>` : inner
}

function link({ attrs }: Mark, inner: string, run: readonly JSONContent[]): string {
  const href = String(attrs?.href ?? '')
  if (!isSafeLink(href)) return inner
  const [only] = run
  const itself = run.length === 1 && only?.text === href && only.marks?.length === 1 && !attrs?.title
  if (itself && /^https?:\/\/[^\s<>\\&]+$/i.test(href)) return `<${href}>`
  return `[${inner}](${destination(href)}${titlePart(attrs?.title)})`
}

function codeSpan(text: string): string {
  const line = text.replaceAll(/[\r\n]/g, ' ')
  const fence = fenceOf(line, 1)
  const pad = /^`|`$/.test(line) || /^ .+ $/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}
