/**
 * Notes which copies on this device hold text that the server does not have, so that a sign-out, which deletes them,
 * can ask first. A page sends only the document that it shows; only these notes tell what another page left unsent.
 * Each says where the unsent letters begin, so that they can be shown where the server will never accept them.
 */
import * as Y from 'yjs'

const PREFIX = 'quillwire.unsent.'

/** For each of Yjs's client ids, the clock from which on its letters are unsent. */
export type UnsentLetters = ReadonlyMap<number, number>

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
      if (!isNoted) localStorage.setItem(PREFIX + copy, writeNote(letters()))
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
      else localStorage.setItem(PREFIX + copy, writeNote(left))
    },
  }
}

/** What is noted of a copy: nothing where the server has all of it. */
export function unsentLetters(copy: string): UnsentLetters {
  return readNote(localStorage.getItem(PREFIX + copy))
}

const writeNote = (letters: Iterable<[number, number]>) => [...letters].map((one) => one.join(':')).join()

/** Reads no letters from the note of an older version, which wrote none. */
function readNote(note: string | null): Map<number, number> {
  const found = (note ?? '').matchAll(/(\d+):(\d+)/g)
  return new Map([...found].map(([, client, clock]) => [Number(client), Number(clock)]))
}

/** The server no longer has the document. A sign-out asks before what is here is deleted, until the server has it. */
export function keepUnsent(copy: string): void {
  try {
    localStorage.setItem(PREFIX + copy, localStorage.getItem(PREFIX + copy) ?? '')
  } catch {
    // The storage is full.
  }
}

/** The server has it, or it is gone. */
export function nothingUnsent(copy: string): void {
  localStorage.removeItem(PREFIX + copy)
}

/** The copies that hold text which was not sent. */
export function unsentCopies(): string[] {
  return Object.keys(localStorage).flatMap((key) =>
    key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : [],
  )
}
