import { type Block, blocksOf, readJson, readTitle } from '@quillwire/editor'
import * as Y from 'yjs'

/** What is read out of a Y.Doc at each save. */
export interface DerivedContent {
  title: string
  text: string
  blocks: Block[]
  characterCount: number
  wordCount: number
}

export function deriveContent(ydoc: Y.Doc): DerivedContent {
  const blocks = blocksOf(readJson(ydoc))
  const text = blocks
    .map((block) => block.text)
    .join('\n')
    .trim()
  return {
    title: readTitle(ydoc).slice(0, 500),
    text,
    blocks,
    characterCount: text.length,
    wordCount: countWords(text),
  }
}

/** A fingerprint of a Y.Doc's state: equal for equal content, also when only deletions differ between two states. */
export function stateFingerprint(ydoc: Y.Doc): Uint8Array {
  return Y.encodeSnapshot(Y.snapshot(ydoc))
}

const WORD = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu

export function words(text: string): string[] {
  return text.match(WORD) ?? []
}

export function countWords(text: string): number {
  return words(text).length
}
