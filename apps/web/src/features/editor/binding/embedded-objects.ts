/**
 * Has y-tiptap write beside objects that a program embedded in a text, as a mention or an image within a line of Quill's.
 * It shows and reads a text without them, and then writes by what it has read: behind an object each letter, and each mark,
 * came one place too early. In Yjs an object takes a place as a letter does.
 */
import * as Y from 'yjs'

/**
 * To be called when y-tiptap begins to write the whole of a text anew, which it does by one deletion, one insertion and one
 * delta, in places among the letters. They are taken for what they mean; after the delta the text is as any other.
 */
export function writeBesideObjects(text: Y.XmlText): void {
  if (objectsIn(text).length === 0) return
  text.delete = (index, length) => {
    if (length === 0) return
    // An object between two letters that go goes with them; one beside them stays.
    const [from, to] = [placeOfLetter(text, index), placeOfLetter(text, index + length - 1) + 1]
    Y.XmlText.prototype.delete.call(text, from, to - from)
  }
  text.insert = (index, letters, marks) => {
    const place = index === 0 ? 0 : placeOfLetter(text, index - 1) + 1
    Y.XmlText.prototype.insert.call(text, place, letters, marks)
  }
  text.applyDelta = (delta, options) => {
    // As they were before: those of the prototype.
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

/** Where the letter stands before which there are so many. */
const placeOfLetter = (text: Y.XmlText, letter: number) =>
  letter + objectsIn(text).filter((before) => before <= letter).length

interface Piece {
  retain?: number
}

/** The same marks on the same letters. */
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

// The cast: Yjs does not say what it gives.
const piecesOf = (text: Y.XmlText) => text.toDelta() as { insert: unknown }[]
