/** Puts backslashes before whatever Markdown would take as a sign, and nowhere else, so that text stays readable. */
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
    .replace(/^(?=>)/, '\\')
    .replace(/^(?=[|:])/, '\\')
    .replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
}

/** Blanks at an edge of a line are nothing to Markdown, unless written as entities. */
export function escapeEdges(text: string, { start, end }: { start: boolean; end: boolean }): string {
  let out = text
  if (end) out = out.replace(/\s+$/u, (blanks) => [...blanks].map(entity).join(''))
  if (start) out = out.replace(/^\s+/u, (blanks) => [...blanks].map(entity).join(''))
  return out
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`
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
  const line = title.replaceAll(/\s*[\r\n]\s*/g, ' ')
  return ` "${line.replaceAll(/["\\]/g, '\\$&').replaceAll(/&(?=#?\w+;)/g, '\\&')}"`
}
