import * as Y from 'yjs'
import { MAX_NESTING } from './read-fragment.ts'
import { truncate } from './truncate.ts'
import { FRAGMENT } from './y-document.ts'

/** A place in the body as comments store it: two Yjs relative positions, in base64, and the text between them. */
export interface TextPlace {
  anchor: { start: string; end: string }
  quote: string
}

/** How many letters of a long first block are quoted. */
const FIRST_TEXT_LENGTH = 120

/**
 * The first text of the body, for a comment that is about the document and not about a piece of it. The start is tied
 * to the first letter and the end to the last one, as the editor ties them. A body without text has a place with an
 * empty quote.
 */
export function firstText(ydoc: Y.Doc): TextPlace {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const text = findText(fragment, 0)
  if (!text) return { anchor: { start: encode(fragment, 0, 0), end: encode(fragment, 0, -1) }, quote: '' }
  const quote = shortened(plain(text))
  return { anchor: { start: encode(text, 0, 0), end: encode(text, quote.length, -1) }, quote }
}

function findText(parent: Y.XmlFragment, depth: number): Y.XmlText | null {
  if (depth > MAX_NESTING) return null
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText && plain(child).trim()) return child
    const found = child instanceof Y.XmlElement ? findText(child, depth + 1) : null
    if (found) return found
  }
  return null
}

/** The text without its marks. */
function plain(text: Y.XmlText): string {
  const pieces: { insert: unknown }[] = text.toDelta()
  return pieces.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('')
}

function shortened(text: string): string {
  if (text.length <= FIRST_TEXT_LENGTH) return text
  const cut = text.slice(0, FIRST_TEXT_LENGTH + 1)
  const blank = cut.search(/\s\S*$/)
  return blank > 0 ? cut.slice(0, blank) : truncate(text, FIRST_TEXT_LENGTH)
}

function encode(type: Y.XmlFragment | Y.XmlText, index: number, side: 0 | -1): string {
  const position = Y.createRelativePositionFromTypeIndex(type, index, side)
  return btoa(String.fromCharCode(...Y.encodeRelativePosition(position)))
}
