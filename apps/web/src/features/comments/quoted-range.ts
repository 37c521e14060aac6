import type { Node } from '@tiptap/pm/model'
import type { Range } from './anchor.ts'

interface Words {
  text: string
  /** Where each unit of it stands in the document. */
  places: number[]
}

/** Documents do not change: each is read once, whatever is looked for in it. */
const known = new WeakMap<Node, Words>()

/** The one place where these words stand, however they are divided into lines, or null where there is none, or several. */
export function quotedRange(doc: Node, quote: string): Range | null {
  const wanted = quote.trim().replace(/\s+/g, ' ')
  if (!wanted) return null
  const { text, places } = wordsOf(doc)
  const at = text.indexOf(wanted)
  const [from, last] = [places[at], places[at + wanted.length - 1]]
  if (from === undefined || last === undefined || text.includes(wanted, at + 1)) return null
  return { from, to: last + 1 }
}

/** The text, with one blank wherever there is white space, or another line. */
function wordsOf(doc: Node): Words {
  const found = known.get(doc)
  if (found) return found
  const words: Words = { text: '', places: [] }
  const letters: string[] = []
  const add = (unit: string, place: number) => {
    const isBlank = /\s/.test(unit)
    if (isBlank && (letters.length === 0 || letters.at(-1) === ' ')) return
    letters.push(isBlank ? ' ' : unit)
    words.places.push(place)
  }
  doc.descendants((node, position) => {
    if (node.isTextblock) add(' ', position)
    for (const [index, unit] of (node.text ?? '').split('').entries()) add(unit, position + index)
  })
  words.text = letters.join('')
  known.set(doc, words)
  return words
}
