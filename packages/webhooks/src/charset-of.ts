/** What a body begins with that says itself how it is written, before any header does: as browsers have it. */
const BYTE_ORDER_MARKS = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
] as const

/** How the text of a body is written, by its first bytes or else by its content type: a name that may be none. */
export function charsetOf(body: Uint8Array, contentType: string): string {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, index) => body[index] === byte))
  const [, named] = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(contentType) ?? []
  return marked?.[0] ?? named ?? 'utf-8'
}
