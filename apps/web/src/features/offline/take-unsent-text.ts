/**
 * Of a document that the server does not show any more: the lines on this device in which words stand that were never sent.
 * With that, nothing of the document is left here.
 */
import * as Y from 'yjs'
import { unsentLines } from '../editor/unsent-lines.ts'
import { openLocalCopy } from './local-copy.ts'
import { copyName, forgetCopy, keptFacts } from './offline-copies.ts'
import { unsentLetters } from './unsent.ts'

/** @param viewerId who is signed in: what another person left in this browser stays for them. */
export async function takeUnsentText(documentId: string, viewerId: string | null): Promise<string> {
  const facts = keptFacts(documentId)
  if (facts?.principal.id !== viewerId) return ''
  const copy = copyName(documentId, viewerId)
  const letters = unsentLetters(copy)
  const text = letters.size > 0 ? unsentLines(await readCopy(copy), letters).join('\n') : ''
  await forgetCopy(documentId)
  return text
}

/** What is in the copy; nothing where it is lost. */
function readCopy(name: string): Promise<Y.Doc> {
  const ydoc = new Y.Doc()
  return new Promise((done) => {
    const over = () => {
      close()
      done(ydoc)
    }
    const close = openLocalCopy(name, ydoc, { onLoaded: over, onLost: over })
  })
}
