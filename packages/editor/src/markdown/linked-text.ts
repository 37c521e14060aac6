import type { JSONContent } from '@tiptap/core'

type Marks = NonNullable<JSONContent['marks']>

/** A web address in running text; the punctuation that ends the sentence is not part of it. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?'()[\]{}]/gi

/**
 * Plain text as the inside of a block: line ends become line breaks, web addresses links, and nothing else is markup.
 */
export function linkedText(text: string, marks: Marks = []): JSONContent[] {
  const out: JSONContent[] = []
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (index > 0) out.push({ type: 'hardBreak' })
    let end = 0
    for (const { 0: address, index: start } of line.matchAll(ADDRESS)) {
      pushText(out, line.slice(end, start), marks)
      pushText(out, address, [...marks, { type: 'link', attrs: { href: address } }])
      end = start + address.length
    }
    pushText(out, line.slice(end), marks)
  })
  return out
}

function pushText(out: JSONContent[], text: string, marks: Marks) {
  if (text) out.push({ type: 'text', text, ...(marks.length > 0 ? { marks } : {}) })
}
