import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'

/**
 * Gives a new line that is empty the text that its first letter goes into. By itself y-tiptap makes one with that
 * letter: of two people who begin the line at once each would write into a text of their own.
 */
export function beginText(line: Y.XmlElement, node: Node): void {
  if (node.isTextblock && node.childCount === 0) line.insert(0, [new Y.XmlText()])
}
