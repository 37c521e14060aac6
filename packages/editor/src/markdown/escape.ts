/** Puts backslashes before whatever Markdown would take for markup, and nowhere else, so that text stays readable. */
export function escapeText(text: string): string {
  const tildes = text.split('~').length > 2
  return text
    .replaceAll(/[\\`*[\]]/g, '\\$&')
    .replaceAll(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replaceAll(/~/g, tildes ? '\\~' : '~')
    .replaceAll(/<(?=[a-z/!?])/gi, '\\<')
    .replaceAll(/&(?=#?\w+;)/g, '\\&')
    .replaceAll(/(?<=https?)(?=:\/\/)/gi, '\\')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
}

/** Escapes what would make the line something other than a line of a paragraph. */
export function escapeLineStart(line: string): string {
  return line
    .replace(/^(#{1,6})(?=\s|$)/, '\\$1')
    .replace(/^(?=[-+=](?:[-+=\s|:]|$))/, '\\')
    .replace(/^(?=>|~~~)/, '\\')
    .replace(/^(?=[|:])/, '\\')
    .replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
}

/** Markdown drops blanks at the edges of a line, unless they are written as entities. */
export function escapeEdges(text: string, { start, end }: { start: boolean; end: boolean }): string {
  // Trimmed, not matched: a pattern for the end would scan a long run of blanks again from each of them.
  const head = start ? text.length - text.trimStart().length : 0
  const tail = end ? Math.max(text.trimEnd().length, head) : text.length
  return entities(text.slice(0, head)) + text.slice(head, tail) + entities(text.slice(tail))
}

function entities(blanks: string): string {
  // Markdown has no entity for a vertical tab, and would read one as �.
  return [...blanks.replaceAll('\v', ' ')].map((character) => `&#${character.codePointAt(0)};`).join('')
}

/** The fence around code: one backtick more than the longest run in the text, and at least `least`. */
export function fenceOf(text: string, least: number): string {
  let longest = least - 1
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return '`'.repeat(longest + 1)
}

/** Line ends, with the blanks around them, as one blank. */
export function inOneLine(text: string): string {
  const lines = text.split(/[\r\n]/)
  const last = lines.length - 1
  return lines
    .map((line, index) => (index > 0 ? line.trimStart() : line))
    .map((line, index) => (index < last ? line.trimEnd() : line))
    .filter((line, index) => line !== '' || index === 0 || index === last)
    .join(' ')
}

/** An address as the destination of a link or image. */
export function destination(address: string): string {
  const plain = address.replaceAll(/[\r\n]/g, '').replaceAll(/&(?=#?\w+;)/g, '\\&')
  if (plain !== '' && !/[\s()<>\\]/.test(plain)) return plain
  return `<${plain.replaceAll(/[<>]|\\(?!&)/g, '\\$&')}>`
}

/** The title behind a destination, with the blank before it; empty where there is none. */
export function titlePart(title: unknown): string {
  if (typeof title !== 'string' || title === '') return ''
  const line = inOneLine(title)
  return ` "${line.replaceAll(/["\\]/g, '\\$&').replaceAll(/&(?=#?\w+;)/g, '\\&')}"`
}
