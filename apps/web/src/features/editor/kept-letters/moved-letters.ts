/**
 * Letters that this page has written anew in another place are other letters to Yjs. They are noted with the change, so
 * that they remain part of the step of undo in which they were written (see `undo-steps.ts`).
 */
import * as Y from 'yjs'

/** So many letters in a row, and the first of those that stand for them now. */
interface MovedLetters {
  from: Y.ID
  to: Y.ID
  length: number
}

const MOVED = 'moved-letters'

export function noteMoved({ meta }: Y.Transaction, from: Y.ID, to: Y.ID): void {
  const moved: MovedLetters[] = meta.get(MOVED) ?? []
  meta.set(MOVED, moved)
  const last = moved.at(-1)
  if (last && isNext(last.from, last.length, from) && isNext(last.to, last.length, to)) last.length += 1
  else moved.push({ from, to, length: 1 })
}

const isNext = (first: Y.ID, length: number, id: Y.ID) =>
  Y.compareIDs(Y.createID(first.client, first.clock + length), id)

export const movedIn = ({ meta }: Y.Transaction): readonly MovedLetters[] => meta.get(MOVED) ?? []
