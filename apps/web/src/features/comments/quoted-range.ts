import type { Node } from '@tiptap/pm/model'
import type { Range } from './anchor.ts'
import { lastAtMost } from './last-at-most.ts'

interface Line {
  text: string
  /** Where each unit of it stands in its block. */
  places: number[]
}

interface Words {
  /** All lines, with a blank between each two. */
  text: string
  lines: { line: Line; begin: number; place: number }[]
}

/** Documents and blocks are immutable: each is read once, whatever is looked for or written elsewhere. */
const knownLines = new WeakMap<Node, Line>()
const knownWords = new WeakMap<Node, Words>()

/** The one place where these words stand, however they are divided into lines; null where there is none, or several. */
export function quotedRange(doc: Node, quote: string): Range | null {
  const wanted = quote.trim().replace(/\s+/g, ' ')
  if (!wanted) return null
  const words = wordsOf(doc)
  const at = words.text.indexOf(wanted)
  if (at < 0 || words.text.includes(wanted, at + 1)) return null
  const [from, last] = [placeOf(words, at), placeOf(words, at + wanted.length - 1)]
  return from === null || last === null ? null : { from, to: last + 1 }
}

function wordsOf(doc: Node): Words {
  const found = knownWords.get(doc)
  if (found) return found
  const lines: Words['lines'] = []
  let begin = 0
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const line = lineOf(node)
    if (line.text) {
      lines.push({ line, begin, place: position + 1 })
      begin += line.text.length + 1
    }
    return false
  })
  const words = { text: lines.map(({ line }) => line.text).join(' '), lines }
  knownWords.set(doc, words)
  return words
}

/** The text of a block, with one blank for any white space, and none at its ends. */
function lineOf(block: Node): Line {
  const found = knownLines.get(block)
  if (found) return found
  const letters: string[] = []
  const places: number[] = []
  block.forEach((node, offset) => {
    for (const [index, unit] of (node.text ?? '').split('').entries()) {
      const isBlank = /\s/.test(unit)
      if (isBlank && (letters.length === 0 || letters.at(-1) === ' ')) continue
      letters.push(isBlank ? ' ' : unit)
      places.push(offset + index)
    }
  })
  const line = { text: letters.join('').trimEnd(), places }
  knownLines.set(block, line)
  return line
}

/** Where a unit of the text stands. The blanks between lines stand nowhere. */
function placeOf({ lines }: Words, at: number): number | null {
  const found = lines[lastAtMost(lines, at, ({ begin }) => begin)]
  const place = found?.line.places[at - found.begin]
  return found === undefined || place === undefined ? null : found.place + place
}
