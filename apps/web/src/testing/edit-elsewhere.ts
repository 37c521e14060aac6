import { FRAGMENT } from '@quillwire/editor'
import * as Y from 'yjs'

/** Applies an edit of somebody else to the text of the paragraph with this index, as it would arrive here. */
export function editElsewhere(mine: Y.Doc, index: number, edit: (text: Y.XmlText) => void): void {
  const theirs = new Y.Doc()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
  const paragraph = theirs.getXmlFragment(FRAGMENT).get(index) as Y.XmlElement // as the test wrote it
  edit(paragraph.get(0) as Y.XmlText) // as the test wrote it
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(mine)))
}
