/** Byte order marks, by which a body itself says how it is encoded. They go before any header, as in browsers. */
const BYTE_ORDER_MARKS = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
] as const

/**
 * How the text of a body is encoded, by its first bytes or else by its content type. The name may be that of no
 * encoding.
 */
export function charsetOf(body: Uint8Array, contentType: string): string {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, index) => body[index] === byte))
  const [, named] = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(contentType) ?? []
  return marked?.[0] ?? named ?? 'utf-8'
}
