/** What begins a block: a heading, an item, a quote, a fence, or the line under the head of a table. */
const BLOCK = /^ {0,3}(?:#{1,6} +\S|[-*+] +\S|\d{1,3}[.)] +\S|> +\S|`{3}|~{3}|\|?[ :]*-{2,}[ :]*\|)/m
const LINK = /\[[^[\]]+\]\([^\s()]+\)/

/**
 * Whether text is Markdown beyond doubt. Marks alone, such as `**`, are left to the editor's own rules, which spare
 * `2*3*4`. A single line that goes into a line with words is a piece of a sentence, whatever it begins with.
 */
export function looksLikeMarkdown(text: string, ontoEmptyLine: boolean): boolean {
  const isBlock = (ontoEmptyLine || text.trim().includes('\n')) && BLOCK.test(text)
  return isBlock || LINK.test(text)
}
