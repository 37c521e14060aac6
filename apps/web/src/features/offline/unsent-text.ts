/** Of a document that the server does not show any more: what one person wrote in it here that was never sent. */
import * as Y from 'yjs'
import { unsentLines } from '../editor/unsent-lines.ts'
import { openLocalCopy } from './local-copy.ts'
import { copyName } from './offline-copies.ts'
import { unsentLetters } from './unsent.ts'

/** @returns the lines in which it stands; empty where there is nothing. The copy stays as it is. */
export async function readUnsentText(documentId: string, principalId: string | null): Promise<string> {
  const copy = copyName(documentId, principalId)
  const letters = unsentLetters(copy)
  return letters.size > 0 ? unsentLines(await readCopy(copy), letters).join('\n') : ''
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
