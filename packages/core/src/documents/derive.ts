import { storable } from '@quillwire/database'
import {
  type Block,
  blocksOf,
  countWords,
  MAX_TITLE_LENGTH,
  readJson,
  readTitle,
  truncate,
} from '@quillwire/editor'
import type * as Y from 'yjs'

/** Our own ids are short. An id that another program gave a block is part of every event about the block. */
const MAX_BLOCK_ID_LENGTH = 100

/** What is read out of a Y.Doc at each save, cut and cleaned of what cannot be stored. */
export interface DerivedContent {
  title: string
  text: string
  blocks: Block[]
  characterCount: number
  wordCount: number
}

export function deriveContent(ydoc: Y.Doc): DerivedContent {
  const blocks = blocksOf(readJson(ydoc)).map((block) => ({
    ...block,
    id: storable(truncate(block.id, MAX_BLOCK_ID_LENGTH)),
    text: storable(block.text),
  }))
  const text = blocks
    .map((block) => block.text)
    .join('\n')
    .trim()
  return {
    title: storable(truncate(readTitle(ydoc), MAX_TITLE_LENGTH)),
    text,
    blocks,
    characterCount: text.length,
    wordCount: countWords(text),
  }
}
