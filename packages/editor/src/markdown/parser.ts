/**
 * The parser of Markdown: CommonMark with GitHub's tables and strikethrough. HTML is kept as plain text, except for a
 * handful of tags without attributes, which are needed where Markdown's own signs are missing or do not work.
 */
import MarkdownIt from 'markdown-it'
import { isSafeLink } from '../addresses.ts'
import { countLooks } from './bounds.ts'
import { emphasizeUnspaced } from './unspaced.ts'

/** How deep blocks and marks may be nested. Anything deeper is not a document but an attack on the stack. */
export const MAX_DEPTH = 60

/** The marks that the tags stand for; `br` is a line break. */
export const tagMarks: Readonly<Record<string, string>> = {
  u: 'underline',
  ins: 'underline',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strike',
  del: 'strike',
}

const TAG = /<(\/?)(u|ins|b|strong|i|em|s|del|br)[ \t]*\/?>/iy

export const parser = createParser()
emphasizeUnspaced(parser)

/** The same parser with emphasis strictly by CommonMark: as other programs read what we write. */
export const strictParser = createParser()

function createParser(): MarkdownIt {
  const markdown = new MarkdownIt({ html: false, linkify: true })
  Object.assign(markdown.options, { maxNesting: MAX_DEPTH * 2 }) // missing in the types
  // Addresses are kept as they were written, so that they are written back unchanged.
  markdown.normalizeLink = (url) => url
  markdown.normalizeLinkText = (url) => url
  markdown.validateLink = isSafeLink
  // Only what is clearly an address becomes a link by itself.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  for (const scheme of ['ftp:', '//', 'mailto:']) markdown.linkify.add(scheme, null)
  markdown.inline.ruler.before('autolink', 'tag', (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== 0x3c) return false
    TAG.lastIndex = state.pos
    const match = TAG.exec(state.src)
    if (!match) return false
    if (!silent) {
      const token = state.push('tag', (match[2] ?? '').toLowerCase(), 0)
      token.content = match[0]
      token.info = match[1] ? 'close' : 'open'
    }
    state.pos += match[0].length
    return true
  })
  countLooks(markdown)
  return markdown
}
