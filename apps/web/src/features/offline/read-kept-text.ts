/** What this device has of a document for which the server has no page. */
import * as Y from 'yjs'
import { ApiError } from '../../lib/api.ts'
import { requestTicket } from '../editor/collaboration/request-ticket.ts'
import { unsentLines } from '../editor/page/unsent-lines.ts'
import { wholeText } from '../editor/page/whole-text.ts'
import { openLocalCopy } from './local-copy.ts'
import { copyName, mayBeKept } from './offline-copies.ts'
import { keepUnsent, unsentLetters } from './unsent-notes.ts'

export interface KeptText {
  /** Why there is no page, as the server's code. */
  refusal: 'document_not_found' | 'document_unknown'
  text: string
}

/**
 * Reads what is left of a document that was deleted, or is no longer shown to this person: the lines with words that
 * were never sent. Of a document that the server does not know, because it was restored from a backup: all. The copy
 * stays as it is.
 *
 * @param viewerId the person who is signed in: what another person left in this browser stays for them.
 */
export async function readKeptText(documentId: string, viewerId: string | null): Promise<KeptText | null> {
  if (!mayBeKept(documentId, viewerId)) return null
  const copy = copyName(documentId, viewerId)
  const letters = unsentLetters(copy)
  const refusal = await refusalOf(documentId, viewerId)
  if (refusal === 'document_unknown') {
    keepUnsent(copy)
    return { refusal, text: await wholeText(await readCopy(copy)) }
  }
  if (refusal !== 'document_not_found') return null
  return { refusal, text: letters.size > 0 ? unsentLines(await readCopy(copy), letters).join('\n') : '' }
}

async function refusalOf(documentId: string, viewerId: string | null): Promise<string> {
  try {
    await requestTicket(documentId, viewerId)
    return 'none'
  } catch (error) {
    return error instanceof ApiError ? error.code : 'unreachable'
  }
}

/** The content of the copy; empty where it is lost. */
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
