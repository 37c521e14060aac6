/** The lines of a document with words of one's own that the server does not have. */
import { FRAGMENT, isTextBlock, TITLE } from '@quillwire/editor'
import * as Y from 'yjs'
import type { UnsentLetters } from '../../offline/unsent-notes.ts'

/** The title comes first where it has such words. Words that were deleted again do not count. */
export function unsentLines(ydoc: Y.Doc, letters: UnsentLetters): string[] {
  const title = ydoc.getText(TITLE)
  const lines = linesIn(ydoc.getXmlFragment(FRAGMENT), letters)
  return hasAny(title, letters) ? [title.toString(), ...lines] : lines
}

function linesIn(parent: Y.XmlFragment, letters: UnsentLetters): string[] {
  return parent.toArray().flatMap((child) => {
    if (!(child instanceof Y.XmlElement)) return []
    if (!isTextBlock(child.nodeName)) return linesIn(child, letters)
    const pieces = child.toArray()
    const isOwn = pieces.some((piece) => piece instanceof Y.XmlText && hasAny(piece, letters))
    return isOwn ? [pieces.map(textOf).join('')] : []
  })
}

/** Elements between letters are line breaks. */
function textOf(piece: unknown): string {
  if (!(piece instanceof Y.XmlText)) return '\n'
  const runs: { insert: unknown }[] = piece.toDelta()
  return runs.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('')
}

function hasAny(text: Y.Text, letters: UnsentLetters): boolean {
  for (let item = text._start; item; item = item.right) {
    const from = letters.get(item.id.client)
    const isUnsent = from !== undefined && item.id.clock + item.length > from
    if (isUnsent && !item.deleted && item.content instanceof Y.ContentString) return true
  }
  return false
}
