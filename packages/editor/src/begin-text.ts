import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'

/**
 * Gives a new line that is empty the text that its first letter goes into. By itself y-tiptap makes one with that
 * letter: of two people who begin the line at once each would write into a text of their own.
 */
export function beginText(line: Y.XmlElement, node: Node): void {
  if (node.isTextblock && node.childCount === 0) line.insert(0, [new Y.XmlText()])
}

/**
 * Keeps the empty text of a line that comes to end in a break, for what somebody else may be writing in it: y-tiptap
 * would delete it. To be called when y-tiptap is about to write the line.
 */
export function keepEmptyText(line: Y.XmlElement, node: Node): void {
  if (!node.isTextblock || node.lastChild?.isText) return
  const children = line.toArray()
  const last = children.at(-1)
  if (!(last instanceof Y.XmlText) || last.length > 0) return
  // y-tiptap reads them once, before it writes.
  line.toArray = () => {
    Reflect.deleteProperty(line, 'toArray')
    return children.slice(0, -1)
  }
}
