/**
 * Notes which copies on this device hold text that the server does not have, so that a sign-out, which deletes them,
 * can ask first. A page sends only the document that it shows; only these notes tell what another page left unsent.
 * Each says where the unsent letters begin, so that they can be shown where the server will never accept them.
 */

const PREFIX = 'quillwire.unsent.'

/** For each of Yjs's client ids, the clock from which on its letters are unsent. */
export type UnsentLetters = ReadonlyMap<number, number>

/** What is noted of a copy: nothing where the server has all of it. */
export function unsentLetters(copy: string): UnsentLetters {
  return readNote(localStorage.getItem(PREFIX + copy))
}

export function noteLetters(copy: string, letters: Iterable<[number, number]>): void {
  localStorage.setItem(PREFIX + copy, [...letters].map((one) => one.join(':')).join())
}

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
