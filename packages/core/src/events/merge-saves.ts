import { type EventData, MAX_BLOCK_TEXT_LENGTH, MAX_CHANGED_BLOCKS } from '@quillwire/events'

type Saved = EventData<'document.saved'>
type Block = Saved['blocks'][number]

/**
 * Two saves of one document reported as one: everyone who edited in either, what both added and removed in total, and
 * for each block its text before the first and after the second. A block that was added and removed again is left out;
 * an empty block counts as none.
 */
export function mergeSaves(first: Saved, second: Saved): Saved {
  const blocks = mergeBlocks(first.blocks, second.blocks)
  return {
    document: second.document,
    editors: mergeEditors(first.editors, second.editors),
    words: mergeCounts(first.words, second.words),
    characters: mergeCounts(first.characters, second.characters),
    blocks: blocks.slice(0, MAX_CHANGED_BLOCKS),
    // The blocks that were not listed may be the same in both, so this is a lower bound.
    moreBlocks:
      Math.max(0, blocks.length - MAX_CHANGED_BLOCKS) + Math.max(first.moreBlocks, second.moreBlocks),
    merged: (first.merged ?? 1) + (second.merged ?? 1),
  }
}

/** Ordered by their last edit. */
function mergeEditors(first: Saved['editors'], second: Saved['editors']): Saved['editors'] {
  const key = ({ type, id, name }: Saved['editors'][number]) => `${type} ${id ?? name}`
  const later = new Set(second.map(key))
  return [...first.filter((editor) => !later.has(key(editor))), ...second]
}

function mergeCounts(first: Saved['words'], second: Saved['words']): Saved['words'] {
  return {
    added: first.added + second.added,
    removed: first.removed + second.removed,
    total: second.total,
  }
}

function mergeBlocks(first: readonly Block[], second: readonly Block[]): Block[] {
  const merged = new Map<Block, Block | null>(first.map((block) => [block, block]))
  const open = new Set(first)
  const fresh: Block[] = []
  for (const block of second) {
    const earlier = [...open].find((one) => isSame(one, block))
    if (!earlier) fresh.push(block)
    else if (open.delete(earlier)) merged.set(earlier, mergeBlock(earlier, block))
  }
  return [...[...merged.values()].filter((block) => block !== null), ...fresh]
}

/**
 * Blocks from other programs may have no id. They are identified by their text, and so are only ever added and removed.
 * Two entries are the same block if one save added it and the other removed it.
 */
function isSame(first: Block, second: Block): boolean {
  if (second.id || first.id) return first.id === second.id
  // The rest of a text that was cut is not known.
  if (first.truncated || second.truncated || first.type !== second.type) return false
  return first.change === 'added'
    ? second.change === 'removed' && first.after === second.before
    : first.change === 'removed' && second.change === 'added' && first.before === second.after
}

function mergeBlock(first: Block, second: Block): Block | null {
  const { before } = first
  const { id, type, after } = second
  const wasCut = first.truncated && mayBeCut(before)
  const isCut = second.truncated && mayBeCut(after)
  if (first.change === 'added')
    return second.change === 'removed' || after === ''
      ? null
      : { change: 'added', id, type, before: null, after, truncated: isCut }
  if (second.change === 'removed' && before === '') return null
  if (second.change === 'removed')
    return { change: 'removed', id, type: first.type, before, after: null, truncated: wasCut }
  const truncated = wasCut || isCut
  if (before === after && first.type === type && !truncated) return null
  return { change: 'changed', id, type, before, after, truncated }
}

/** A block says that a text of it was cut, and not which. One unit is missing where a character would have been split. */
function mayBeCut(text: string | null): boolean {
  return text !== null && text.length >= MAX_BLOCK_TEXT_LENGTH - 1
}
