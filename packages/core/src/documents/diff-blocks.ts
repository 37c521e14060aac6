import type { Block } from '@quillwire/editor'
import { BLOCK_TEXT_LIMIT, CHANGED_BLOCKS_LIMIT, type EventData } from '@quillwire/events'
import { words } from './derive.ts'

type Saved = EventData<'document.saved'>

export interface BlockChanges extends Pick<Saved, 'blocks' | 'moreBlocks'> {
  words: { added: number; removed: number }
  characters: { added: number; removed: number }
  /** Tasks whose box was ticked or cleared. */
  tasks: { id: string; text: string; checked: boolean }[]
}

/** What changed between two saves, block by block. Blocks are told apart by their ids; order is not compared. */
export function diffBlocks(before: readonly Block[], after: readonly Block[]): BlockChanges {
  const old = new Map(before.map((block) => [block.id, block]))
  const ids = new Set(after.map(({ id }) => id))
  const blocks: Saved['blocks'] = []
  const changes: BlockChanges = {
    blocks,
    moreBlocks: 0,
    words: { added: 0, removed: 0 },
    characters: { added: 0, removed: 0 },
    tasks: [],
  }
  const note = (block: Block, from: string | null, to: string | null) => {
    if (from === null && to === null) return
    count(changes.words, words(from ?? ''), words(to ?? ''))
    count(changes.characters, from ?? '', to ?? '')
    const change = from === null ? 'added' : to === null ? 'removed' : 'changed'
    const truncated = Math.max(from?.length ?? 0, to?.length ?? 0) > BLOCK_TEXT_LIMIT
    const cut = (text: string | null) => text?.slice(0, BLOCK_TEXT_LIMIT) ?? null
    if (blocks.length < CHANGED_BLOCKS_LIMIT)
      blocks.push({ change, id: block.id, type: block.type, before: cut(from), after: cut(to), truncated })
    else changes.moreBlocks++
  }
  for (const block of after) {
    const previous = old.get(block.id)
    // An empty paragraph that appears or goes is the caret's doing, not a change of the text.
    if (!previous) note(block, null, block.text || null)
    else if (previous.text !== block.text || previous.type !== block.type)
      note(block, previous.text, block.text)
    if (block.type === 'taskItem' && (previous?.checked ?? false) !== (block.checked ?? false) && previous)
      changes.tasks.push({ id: block.id, text: block.text, checked: block.checked ?? false })
  }
  for (const block of before) if (!ids.has(block.id)) note(block, block.text || null, null)
  return changes
}

/** Counts what lies between the common beginning and the common end: linear, whatever the size. */
function count<List extends string | string[]>(
  sum: { added: number; removed: number },
  before: List,
  after: List,
) {
  const limit = Math.min(before.length, after.length)
  let start = 0
  while (start < limit && before[start] === after[start]) start++
  let end = 0
  while (end < limit - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  sum.added += after.length - start - end
  sum.removed += before.length - start - end
}
