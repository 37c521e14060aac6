/**
 * Joins the texts of two people who began the same empty line at once where it had no text yet, as in a document from
 * before `beginText`, or of another program: in Yjs each made a text of their own in it. The binding would do this as it
 * draws the line, but its change cannot be undone, and what one wrote could no longer be taken back.
 */
import { FRAGMENT } from '@quillwire/editor'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { noteMoved } from './moved-letters.ts'

const JOINED = 'joined-texts'

/** To be called before the editor is bound. */
export function joinTexts(ydoc: Y.Doc): void {
  ydoc.getXmlFragment(FRAGMENT).observeDeep((_events, { origin, changed }) => {
    // What the editor writes is not drawn again.
    if (origin === ySyncPluginKey) return
    for (const line of changed.keys())
      if (line instanceof Y.XmlElement && !line._item?.deleted) joinTextsIn(line, ydoc)
  })
}

/**
 * Each page moves its own, as the binding would. A line with a break in it was not empty: there, two texts side by side
 * are what `keep-letters.ts` makes of it, and two pages would answer each other without end.
 */
function joinTextsIn(line: Y.XmlElement, ydoc: Y.Doc): void {
  const texts = line.toArray().filter((child) => child instanceof Y.XmlText)
  if (texts.length < line.length) return
  let [text] = texts
  for (const child of texts.slice(1)) {
    const before = text
    if (before && child._item?.id.client === ydoc.clientID)
      ydoc.transact((transaction) => join(before, child, transaction), JOINED)
    else text = child
  }
}

function join(text: Y.XmlText, next: Y.XmlText, transaction: Y.Transaction): void {
  const { length, parent } = text
  const from = letterIds(next)
  text.applyDelta([{ retain: length }, ...next.toDelta()])
  const to = letterIds(text).slice(length)
  for (const [index, id] of from.entries()) {
    const now = to[index]
    if (now) noteMoved(transaction, id, now)
  }
  if (parent instanceof Y.XmlElement) parent.delete(parent.toArray().indexOf(next), 1)
}

/** The ids of all that counts in the text. */
function letterIds(text: Y.XmlText): Y.ID[] {
  const ids: Y.ID[] = []
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    for (let index = 0; index < item.length; index++)
      ids.push(Y.createID(item.id.client, item.id.clock + index))
  }
  return ids
}
