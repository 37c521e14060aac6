/** Keeps the note of what an open document has that the server does not. */
import * as Y from 'yjs'
import { noteLetters, nothingUnsent, type UnsentLetters, unsentLetters } from './unsent-notes.ts'

export interface UnsentNote {
  letters(): UnsentLetters
  /** The server has all that this page has. What only another tab has stays noted. */
  sent(): void
}

/** Notes from now on what is written here. */
export function noteUnsent(copy: string, ydoc: Y.Doc): UnsentNote {
  /**
   * Where this page's own unsent letters begin. The note may be missing, for want of room or deleted by another tab.
   */
  let from: number | null = null
  /** What was noted before this page was opened. The page reads what the copy holds of it. */
  const earlier = unsentLetters(copy)
  const letters = () => {
    const noted = unsentLetters(copy)
    return from === null ? noted : new Map([...noted, [ydoc.clientID, from]])
  }
  /** Whether only another tab has them: open tabs write into the copy, but do not read from it what others write. */
  const isElsewhere = (client: number, clock: number) =>
    client !== ydoc.clientID && !earlier.has(client) && Y.getState(ydoc.store, client) <= clock
  ydoc.on('update', (_update: Uint8Array, _origin: unknown, _ydoc: Y.Doc, transaction: Y.Transaction) => {
    if (!transaction.local) return
    try {
      const isNoted = unsentLetters(copy).has(ydoc.clientID)
      from ??= transaction.beforeState.get(ydoc.clientID) ?? 0
      if (!isNoted) noteLetters(copy, letters())
    } catch {
      // The storage is full. A listener that throws would keep the update from the one that sends it.
    }
  })
  return {
    letters,
    sent() {
      from = null
      const left = [...unsentLetters(copy)].filter((one) => isElsewhere(...one))
      if (left.length === 0) nothingUnsent(copy)
      else noteLetters(copy, left)
    },
  }
}
