import { countWords } from '@quillwire/editor'
import type { Node } from '@tiptap/pm/model'

export interface TextCount {
  words: number
  characters: number
}

/** Nodes are immutable, and a new document shares all that were not touched: each is counted once. */
const known = new WeakMap<Node, TextCount>()

/**
 * How long a text is. Called again after a letter, this counts one block, even in a document of 10,000. No word goes
 * from one block into the next. What is not text, such as an image or a new line, counts as one character.
 */
export function countText(node: Node): TextCount {
  const found = known.get(node)
  if (found) return found
  const count = node.isTextblock || node.isLeaf ? countBlock(node) : { words: 0, characters: 0 }
  if (!node.isTextblock)
    node.forEach((child) => {
      const { words, characters } = countText(child)
      count.words += words
      count.characters += characters
    })
  known.set(node, count)
  return count
}

function countBlock(node: Node): TextCount {
  if (node.isLeaf) return { words: 0, characters: 1 }
  const text = node.textBetween(0, node.content.size, ' ', ' ')
  return { words: countWords(text), characters: text.length }
}
