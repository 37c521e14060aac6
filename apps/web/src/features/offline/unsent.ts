/**
 * Notes which copies on this device hold text that the server has not, so that a sign-out, which deletes them, can ask
 * first. A page sends only the document that it shows; what another one left unsent is known by these notes alone.
 */
import type * as Y from 'yjs'

const PREFIX = 'quillwire.unsent.'

/** Notes from now on what is written here. */
export function noteUnsent(copy: string, ydoc: Y.Doc): void {
  ydoc.on('update', (_update: Uint8Array, _origin: unknown, _ydoc: Y.Doc, { local }: Y.Transaction) => {
    try {
      if (local && !localStorage.getItem(PREFIX + copy)) localStorage.setItem(PREFIX + copy, 'yes')
    } catch {
      // The storage is full. A listener that throws would keep the update from the one that sends it.
    }
  })
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
