import { type EventData, MAX_BLOCK_TEXT_LENGTH, MAX_CHANGED_BLOCKS } from '@quillwire/events'
import { expect, test } from 'vitest'
import { mergeSaves } from './merge-saves.ts'

type Saved = EventData<'document.saved'>
type Block = Saved['blocks'][number]

const ada = { type: 'user' as const, id: '1', name: 'Ada' }

function save(blocks: Block[], moreBlocks = 0): Saved {
  return {
    document: { id: 'd', title: 'T', url: 'http://localhost/d/1', path: [] },
    editors: [ada],
    words: { added: 1, removed: 2, total: 3 },
    characters: { added: 4, removed: 5, total: 6 },
    blocks,
    moreBlocks,
  }
}

const added = (id: string, after: string): Block => block('added', id, null, after)
const removed = (id: string, before: string): Block => block('removed', id, before, null)
const changed = (id: string, before: string, after: string): Block => block('changed', id, before, after)

function block(change: Block['change'], id: string, before: string | null, after: string | null): Block {
  return { change, id, type: 'paragraph', before, after, truncated: false }
}

const merged = (first: Block[], second: Block[]) => mergeSaves(save(first), save(second)).blocks

test.each<[string, Block[], Block[], Block[]]>([
  ['changed twice', [changed('a', '1', '2')], [changed('a', '2', '3')], [changed('a', '1', '3')]],
  ['changed and changed back', [changed('a', '1', '2')], [changed('a', '2', '1')], []],
  ['added and changed', [added('a', '1')], [changed('a', '1', '2')], [added('a', '2')]],
  ['added and removed', [added('a', '1')], [removed('a', '1')], []],
  ['changed and removed', [changed('a', '1', '2')], [removed('a', '2')], [removed('a', '1')]],
  ['removed and undone', [removed('a', '1')], [added('a', '1')], []],
  // An empty block counts as none, as within a single save.
  ['added and emptied', [added('a', '1')], [changed('a', '1', '')], []],
  ['filled and removed', [changed('a', '', '1')], [removed('a', '1')], []],
  ['two blocks', [added('a', '1')], [removed('b', '2')], [added('a', '1'), removed('b', '2')]],
])('a block by its id: %s', (_what, first, second, both) => expect(merged(first, second)).toEqual(both))

// The limit falls in the middle of the last character, which a cut leaves out.
const long = 'a'.repeat(MAX_BLOCK_TEXT_LENGTH - 1)
const cut = (block: Block): Block => ({ ...block, truncated: true })

test.each<[string, Block[], Block[], Block[]]>([
  ['added and made long', [added('a', '1')], [cut(changed('a', '1', long))], [cut(added('a', long))]],
  ['added long and made short', [cut(added('a', long))], [cut(changed('a', long, '1'))], [added('a', '1')]],
  [
    'made long and short',
    [cut(changed('a', '1', long))],
    [cut(changed('a', long, '2'))],
    [changed('a', '1', '2')],
  ],
  ['made long and changed back', [cut(changed('a', '1', long))], [cut(changed('a', long, '1'))], []],
  ['made long and removed', [cut(changed('a', '1', long))], [cut(removed('a', long))], [removed('a', '1')]],
  ['made short and removed', [cut(changed('a', long, '1'))], [removed('a', '1')], [cut(removed('a', long))]],
  // What was behind the cut may have changed.
  [
    'long throughout',
    [cut(changed('a', long, '1'))],
    [cut(changed('a', '1', long))],
    [cut(changed('a', long, long))],
  ],
])('a text is marked as cut where it is: %s', (_what, first, second, both) =>
  expect(merged(first, second)).toEqual(both),
)

test.each<[string, Block[], Block[], Block[]]>([
  [
    'each is told',
    [added('', '1'), added('', '2')],
    [added('', '3')],
    ['1', '2', '3'].map((text) => added('', text)),
  ],
  ['added and removed', [added('', '1'), added('', '2')], [removed('', '1')], [added('', '2')]],
  // Without an id, a change is one text removed and another added.
  [
    'changed twice',
    [removed('', '1'), added('', '2')],
    [removed('', '2'), added('', '3')],
    [removed('', '1'), added('', '3')],
  ],
  ['removed and undone', [removed('', '1')], [added('', '1')], []],
  ['the same text twice', [added('', '1'), added('', '1')], [removed('', '1')], [added('', '1')]],
])('a block without an id, by its text: %s', (_what, first, second, both) =>
  expect(merged(first, second)).toEqual(both),
)

test('counts add up, the total is that of the second, and the number of saves is given', () => {
  expect(mergeSaves(mergeSaves(save([]), save([])), save([]))).toMatchObject({
    words: { added: 3, removed: 6, total: 3 },
    characters: { added: 12, removed: 15, total: 6 },
    editors: [ada],
    merged: 3,
  })
})

test('no more blocks are listed than a save may list; the rest is counted', () => {
  const many = Array.from({ length: MAX_CHANGED_BLOCKS }, (_, at) => added(`a${at}`, '1'))
  const both = mergeSaves(save(many, 2), save([added('b', '1'), added('c', '1')], 5))
  expect(both.blocks).toEqual(many)
  expect(both.moreBlocks).toBe(2 + 5)
})
