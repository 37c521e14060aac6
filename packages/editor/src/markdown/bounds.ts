/**
 * What one text of Markdown may cost. It is refused in the middle of the reading, as soon as it goes beyond: a megabyte of
 * short rows of a table, or of lines within many quotes, would otherwise hold up everybody else for seconds.
 */
import type MarkdownIt from 'markdown-it'

/** How many pieces (blocks, texts, marks) a Markdown text may have; about a thousand pages. */
const MAX_PIECES = 200_000
const MAX_BRACKETS = 100_000
/**
 * How often the parser may look at a line or a sign. Two megabytes of the densest page that we found take half as many. A
 * line without its own `>` is looked at once for each of the quotes around it.
 */
const MAX_LOOKS = 1_200_000

/** Markdown that cannot be taken, with the reason for whoever sent it. */
export class MarkdownError extends Error {}

/** Goes with one reading through all rules of the parser. Our own writer reads without it what it wrote. */
export class Allowance {
  #looks = 0

  look(): void {
    if (++this.#looks > MAX_LOOKS)
      throw new MarkdownError('The Markdown takes too long to read. Split it into parts.')
  }
}

/** Counts as the first of all rules, of blocks, of what may end a block, and of the text in them. */
export function countLooks(markdown: MarkdownIt): void {
  const look = (env: unknown) => {
    if (env instanceof Allowance) env.look()
    return false
  }
  const alt = ['paragraph', 'reference', 'blockquote', 'list']
  markdown.block.ruler.before(
    'table',
    'bounds',
    ({ tokens, env }) => {
      if (env instanceof Allowance) refuseManyPieces(tokens.length)
      return look(env)
    },
    { alt },
  )
  markdown.inline.ruler.before('text', 'bounds', ({ env }) => look(env))
}

export function refuseManyPieces(pieces: number): void {
  if (pieces > MAX_PIECES)
    throw new MarkdownError(`The Markdown has more than ${MAX_PIECES} pieces. Split it into parts.`)
}

/** Each bracket could begin a link, which the parser looks for up to the end of the block. */
export function refuseManyBrackets(markdown: string): void {
  if (markdown.split('[').length > MAX_BRACKETS)
    throw new MarkdownError(
      `The Markdown has more than ${MAX_BRACKETS} square brackets. Split it into parts.`,
    )
}
