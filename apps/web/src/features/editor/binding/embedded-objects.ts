/**
 * Makes y-tiptap write around objects that a program embedded in a text, such as a mention or an image within a line of
 * Quill's. It shows and reads a text without them, and then writes by what it has read. But in Yjs an object takes a
 * place as a letter does: behind one, each letter and each mark came one place too early.
 */
import * as Y from 'yjs'

/**
 * To be called when y-tiptap begins to write the whole of a text anew. It does so by one deletion, one insertion and
 * one delta, in places that count only letters. These are translated; after the delta the text is as any other.
 */
export function writeBesideObjects(text: Y.XmlText): void {
  if (objectsIn(text).length === 0) return
  text.delete = (index, length) => {
    if (length === 0) return
    // An object between two letters that are deleted goes with them; one beside them stays.
    const [from, to] = [placeOfLetter(text, index), placeOfLetter(text, index + length - 1) + 1]
    Y.XmlText.prototype.delete.call(text, from, to - from)
  }
  text.insert = (index, letters, marks) => {
    const place = index === 0 ? 0 : placeOfLetter(text, index - 1) + 1
    Y.XmlText.prototype.insert.call(text, place, letters, marks)
  }
  text.applyDelta = (delta, options) => {
    // From here on, the methods are those of the prototype again.
    for (const own of ['delete', 'insert', 'applyDelta'] as const) Reflect.deleteProperty(text, own)
    text.applyDelta(aroundObjects(text, delta), options)
  }
}

/** How many letters stand before each object. */
function objectsIn(text: Y.XmlText): number[] {
  const objects: number[] = []
  let letters = 0
  for (const { insert } of piecesOf(text)) {
    if (typeof insert === 'string') letters += insert.length
    else objects.push(letters)
  }
  return objects
}

/** The place of the letter with this index, counting only letters. */
const placeOfLetter = (text: Y.XmlText, letter: number) =>
  letter + objectsIn(text).filter((before) => before <= letter).length

interface Piece {
  retain?: number
}

/** The delta in places that count objects too, with the same marks on the same letters. */
function aroundObjects<Marks extends Piece>(text: Y.XmlText, delta: readonly Marks[]): (Marks | Piece)[] {
  const objects = objectsIn(text)
  let letters = 0
  return delta.flatMap((piece) => {
    const end = letters + (piece.retain ?? 0)
    const parts: (Marks | Piece)[] = []
    while (objects[0] !== undefined && objects[0] < end) {
      const before = objects.shift() ?? 0 // as has just been seen
      if (before > letters) parts.push({ ...piece, retain: before - letters })
      parts.push({ retain: 1 })
      letters = before
    }
    if (end > letters) parts.push({ ...piece, retain: end - letters })
    letters = end
    return parts
  })
}

// The cast: Yjs does not type what it returns.
const piecesOf = (text: Y.XmlText) => text.toDelta() as { insert: unknown }[]
