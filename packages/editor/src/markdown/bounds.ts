/**
 * What one Markdown text may cost. Reading stops as soon as the text exceeds a limit: a megabyte of short table rows,
 * or of lines within many quotes, would otherwise hold up everybody else for seconds.
 */
import type MarkdownIt from 'markdown-it'

/** How many pieces (blocks, texts, marks) a Markdown text may have; about a thousand pages. */
const MAX_PIECES = 200_000
const MAX_BRACKETS = 100_000
/**
 * How often the parser may look at a line or a character. Two megabytes of the densest page that we found take half as
 * many looks. A line without its own `>` is looked at once for each of the quotes around it.
 */
const MAX_LOOKS = 1_200_000

/** Markdown that is refused, with the reason for the sender. */
export class MarkdownError extends Error {}

/** Passed through all rules of the parser with one reading. Our writer reads back its own output without one. */
export class Allowance {
  #looks = 0

  look(): void {
    if (++this.#looks > MAX_LOOKS)
      throw new MarkdownError('The Markdown takes too long to read. Split it into parts.')
  }
}

/** Counts in a rule before all others: those of blocks, of what may end a block, and of the text within. */
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

/** Each bracket could begin a link, and the parser looks for its end up to the end of the block. */
export function refuseManyBrackets(markdown: string): void {
  if (markdown.split('[').length > MAX_BRACKETS)
    throw new MarkdownError(
      `The Markdown has more than ${MAX_BRACKETS} square brackets. Split it into parts.`,
    )
}
