import { type Block, truncate } from '@quillwire/editor'
import { type EventData, MAX_BLOCK_TEXT_LENGTH, MAX_CHANGED_BLOCKS } from '@quillwire/events'
import { diffWords, type TextChange } from './diff-words.ts'

type Saved = EventData<'document.saved'>

export interface BlockChanges extends Pick<Saved, 'blocks' | 'moreBlocks'>, TextChange {
  /** Tasks whose box was ticked or cleared. */
  tasks: { id: string; text: string; checked: boolean }[]
}

/** What changed between two saves, block by block. Blocks are identified by their ids; their order is not compared. */
export function diffBlocks(before: readonly Block[], after: readonly Block[]): BlockChanges {
  const [old, fresh] = [byKey(before), byKey(after)]
  const changes: BlockChanges = {
    blocks: [],
    moreBlocks: 0,
    words: { added: 0, removed: 0 },
    characters: { added: 0, removed: 0 },
    tasks: [],
  }
  for (const [key, block] of fresh) {
    const previous = old.get(key)
    if (!previous) note(changes, block, null, block.text || null)
    else if (previous.text !== block.text || previous.type !== block.type)
      note(changes, block, previous.text, block.text)
    if (previous && block.type === 'taskItem' && (previous.checked ?? false) !== (block.checked ?? false))
      changes.tasks.push({ id: block.id, text: cut(block.text), checked: block.checked ?? false })
  }
  for (const [key, block] of old) if (!fresh.has(key)) note(changes, block, block.text || null, null)
  return changes
}

/**
 * Ids are unique, except for a moment when two people split the same block. Other programs may write blocks without
 * ids; those are identified by their text.
 */
export function byKey(blocks: readonly Block[]): Map<string, Block> {
  const found = new Map<string, Block>()
  const seen = new Map<string, number>()
  for (const block of blocks) {
    const name = block.id || `${block.type}:${block.text}`
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    found.set(`${block.id ? 'id' : 'text'} ${count} ${name}`, block)
  }
  return found
}

function note(changes: BlockChanges, { id, type }: Block, before: string | null, after: string | null): void {
  // An empty paragraph that appears or disappears comes from moving the caret. It is not a change of the text.
  if (before === null && after === null) return
  const { words, characters } = diffWords(before ?? '', after ?? '')
  changes.words.added += words.added
  changes.words.removed += words.removed
  changes.characters.added += characters.added
  changes.characters.removed += characters.removed
  if (changes.blocks.length >= MAX_CHANGED_BLOCKS) {
    changes.moreBlocks++
    return
  }
  changes.blocks.push({
    change: before === null ? 'added' : after === null ? 'removed' : 'changed',
    id,
    type,
    before: before === null ? null : cut(before),
    after: after === null ? null : cut(after),
    truncated: Math.max(before?.length ?? 0, after?.length ?? 0) > MAX_BLOCK_TEXT_LENGTH,
  })
}

const cut = (text: string) => truncate(text, MAX_BLOCK_TEXT_LENGTH)
